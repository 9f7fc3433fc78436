# What tests share: packets, conversations and capture files written in words.
add_library(tb_support STATIC
	support/packet.c
	support/packet_ip.c
	support/layers.c
	support/links_serial.c
	support/links_radio.c
	support/links_meta.c
	support/tunnels.c
	support/tunnels_gre.c
	support/conv.c
	support/capfile.c
	support/court.c
	support/due.c
	support/one_flow.c
	support/street.c
	support/hearing.c)
target_include_directories(tb_support PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(tb_support PUBLIC tb_flags)

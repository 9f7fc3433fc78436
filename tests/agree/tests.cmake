add_executable(make_captures
	agree/make_captures.c
	agree/odd_tcp.c
	agree/odd_ip.c
	agree/fragments.c
	agree/files.c)
target_link_libraries(make_captures PRIVATE tb_flags tb_support)

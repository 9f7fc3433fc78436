# The soak: minutes of constant load with resets of every kind, whose truth is known.
add_executable(soak_traffic soak/traffic.c soak/ends.c soak/plays.c)
target_link_libraries(soak_traffic PRIVATE tb_flags)
add_executable(soak_flood soak/flood.c)
target_link_libraries(soak_flood PRIVATE tb_flags)

# It takes five minutes, so only CI runs it, in one build: the one that people install.
if(TB_PYTHON AND DEFINED ENV{CI} AND NOT CMAKE_C_FLAGS MATCHES "sanitize|coverage")
	add_test(NAME soak/steady COMMAND ${TB_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/soak/run
		$<TARGET_FILE:tcpblame_program> $<TARGET_FILE_DIR:soak_traffic>)
	set_tests_properties(soak/steady PROPERTIES
		SKIP_RETURN_CODE 77 LABELS soak RUN_SERIAL TRUE TIMEOUT 500)
endif()

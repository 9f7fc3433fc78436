add_executable(make_captures
	agree/make_captures.c
	agree/odd_tcp.c
	agree/odd_ip.c
	agree/fragments.c
	agree/files.c)
target_link_libraries(make_captures PRIVATE tb_flags tb_support)

# Half a minute of tshark; skipped where there is none.
add_test(NAME agree COMMAND ${TB_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/agree/agree.py
	--make $<TARGET_FILE:make_captures>
	--program $<TARGET_FILE:tcpblame_program>
	--samples ${PROJECT_SOURCE_DIR}/samples
	--tshark ${TB_TSHARK})
set_tests_properties(agree PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 900
	ENVIRONMENT ${TB_DUE})

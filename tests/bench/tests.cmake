# The benchmark: `tests/bench/run.py BUILD_DIRECTORY` prints its table.
add_executable(generate
	bench/generate.c
	bench/gen_agenda.c
	bench/gen_frame.c
	bench/gen_hosts.c
	bench/gen_life.c
	bench/gen_message.c
	bench/gen_random.c
	bench/gen_segments.c
	bench/gen_truth.c
	bench/gen_world.c)
target_link_libraries(generate PRIVATE tb_flags)
target_compile_definitions(generate PRIVATE _POSIX_C_SOURCE=200809L)

add_executable(bench_loop bench/bench_loop.c)
target_link_libraries(bench_loop PRIVATE tb_flags PkgConfig::PCAP)
add_executable(bench_run bench/bench_run.c)
target_link_libraries(bench_run PRIVATE tb_flags)

if(TB_PYTHON)
	# Is the generator's own account of its captures right?  tshark says.
	add_test(NAME bench/generator COMMAND ${TB_PYTHON}
		${CMAKE_CURRENT_SOURCE_DIR}/bench/check_generator.py $<TARGET_FILE:generate>)
	set_tests_properties(bench/generator PROPERTIES SKIP_RETURN_CODE 77)

	# Small captures: the counts are right, no more instructions than there were (valgrind
	# counts them), and the speed is not absurd.  Only an optimised build without
	# sanitizers is asked for its speed.
	set(guard --guard)
	if(CMAKE_BUILD_TYPE STREQUAL "Debug" OR CMAKE_C_FLAGS MATCHES "sanitize|coverage")
		list(APPEND guard --counts-only)
	endif()
	add_test(NAME bench/guard COMMAND ${TB_PYTHON}
		${CMAKE_CURRENT_SOURCE_DIR}/bench/run.py ${guard} ${CMAKE_BINARY_DIR})
	set_tests_properties(bench/guard PROPERTIES TIMEOUT 300 RUN_SERIAL TRUE)
endif()

# The laboratory: resets of known cause, made anew each time.  It takes minutes and both
# hands, so one build is enough: the one that people install.
if(TB_PYTHON AND NOT CMAKE_C_FLAGS MATCHES "sanitize|coverage")
	add_test(NAME lab/gate COMMAND ${TB_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/lab/run
		$<TARGET_FILE:tcpblame_program> --gate)
	set_tests_properties(lab/gate PROPERTIES
		SKIP_RETURN_CODE 77 LABELS lab RUN_SERIAL TRUE TIMEOUT 1500)
endif()

# Which reset is a line of a log about?  Most of the minute is spent waiting.
if(TB_PYTHON AND NOT CMAKE_C_FLAGS MATCHES "sanitize|coverage")
	add_test(NAME lab/logs COMMAND ${TB_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/lab/logs/run
		$<TARGET_FILE:tcpblame_program> --gate)
	set_tests_properties(lab/logs PROPERTIES
		SKIP_RETURN_CODE 77 LABELS lab RUN_SERIAL TRUE TIMEOUT 600)
endif()

# Are modelled packets packets?  tshark says.
if(TB_PYTHON AND TB_TSHARK)
	add_test(NAME lab/sound COMMAND ${TB_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/lab/sound.py
		${TB_TSHARK})
	set_tests_properties(lab/sound PROPERTIES SKIP_RETURN_CODE 77 LABELS lab TIMEOUT 600)
endif()

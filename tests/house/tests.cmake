# The house itself: who includes whom, what lies where, the program as its users
# meet it, and whether the documents still tell the truth.
function(tb_house_test name)
	add_test(NAME house/${name}
		COMMAND ${TB_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/house/${name}.py)
	set_tests_properties(house/${name} PROPERTIES
		SKIP_RETURN_CODE 77
		ENVIRONMENT "TCPBLAME=$<TARGET_FILE:tcpblame_program>;TCPBLAME_LIBRARY=$<TARGET_FILE:tcpblame>;TCPBLAME_UNIT=${CMAKE_BINARY_DIR}/service/tcpblame.service;TCPBLAME_SANITIZED=$<$<BOOL:${TB_SANITIZED}>:1>;${TB_DUE};PYTHONDONTWRITEBYTECODE=1")
endfunction()

if(TB_PYTHON)
	foreach(name rooms order manual cli jobs causes logs explain live metrics rotation service confine kernel hostile
			losses memory selection anonymize payload evidence repeat readme)
		tb_house_test(${name})
	endforeach()
endif()

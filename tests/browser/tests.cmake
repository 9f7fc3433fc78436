# The HTML report in a headless browser, where there is one; its pages and screenshots stay in
# browser/ of the build.
if(TB_PYTHON)
	add_test(NAME browser/page COMMAND ${TB_PYTHON}
		${CMAKE_CURRENT_SOURCE_DIR}/browser/page.py
		$<TARGET_FILE:tcpblame_program> ${CMAKE_BINARY_DIR}/browser)
	set_tests_properties(browser/page PROPERTIES SKIP_RETURN_CODE 77)
endif()

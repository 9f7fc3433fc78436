# The report of every sample, and whether what it says is true.  The samples are those
# that samples/truth.json names.
set(samples ${PROJECT_SOURCE_DIR}/samples)
set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY
	CMAKE_CONFIGURE_DEPENDS ${samples}/truth.json)

# TB_SAMPLES: the files of each sample that are read together, joined by commas.
file(READ ${samples}/truth.json truth)
string(JSON n_samples LENGTH "${truth}")
math(EXPR last_sample "${n_samples} - 1")
foreach(i RANGE ${last_sample})
	string(JSON name MEMBER "${truth}" ${i})
	string(JSON timeline GET "${truth}" ${name} timeline)
	string(JSON files GET "${truth}" ${name} files)
	string(REGEX MATCHALL "[^][\", \n]+" files "${files}")
	if(timeline STREQUAL "one")
		list(JOIN files "," files)
	endif()
	list(APPEND TB_SAMPLES ${files})
endforeach()

if(TB_PYTHON)
	foreach(files ${TB_SAMPLES})
		string(REGEX REPLACE "(-1)?[.].*" "" name ${files})
		add_test(NAME golden/${name} COMMAND ${TB_PYTHON}
			${CMAKE_CURRENT_SOURCE_DIR}/golden/golden.py
			$<TARGET_FILE:tcpblame_program> ${name})
	endforeach()
	add_test(NAME golden/strays COMMAND ${TB_PYTHON}
		${CMAKE_CURRENT_SOURCE_DIR}/golden/golden.py --strays)
	add_test(NAME golden/lines COMMAND ${TB_PYTHON}
		${CMAKE_CURRENT_SOURCE_DIR}/golden/lines.py $<TARGET_FILE:tcpblame_program>)
	add_test(NAME golden/truth COMMAND ${TB_PYTHON}
		${CMAKE_CURRENT_SOURCE_DIR}/golden/truth.py $<TARGET_FILE:tcpblame_program>)

	string(REPLACE "," ";" files "${TB_SAMPLES}")
	list(TRANSFORM files PREPEND ${samples}/)
	add_test(NAME golden/schema COMMAND ${TB_PYTHON}
		${CMAKE_CURRENT_SOURCE_DIR}/golden/validate_schema.py
		${PROJECT_SOURCE_DIR}/src/report/tcpblame-1.schema.json
		$<TARGET_FILE:tcpblame_program> $<TARGET_FILE:make_captures> ${files})
	add_test(NAME golden/events COMMAND ${TB_PYTHON}
		${CMAKE_CURRENT_SOURCE_DIR}/golden/events.py ${PROJECT_SOURCE_DIR}/src/report
		$<TARGET_FILE:tcpblame_program> $<TARGET_FILE:make_captures> ${files})
	add_test(NAME golden/markdown COMMAND ${TB_PYTHON}
		${CMAKE_CURRENT_SOURCE_DIR}/golden/markdown.py $<TARGET_FILE:tcpblame_program>)
	set_tests_properties(golden/schema golden/events golden/markdown
		PROPERTIES SKIP_RETURN_CODE 77 ENVIRONMENT ${TB_DUE})
endif()

# One capture of each kind of address and layer: tshark takes a while to start.
if(TB_PYTHON AND TB_TSHARK)
	set(files client-aborts.pcap connection-refused-ipv6.pcap loopback.pcap
		tunnel-6in4.pcap tunnel-gre.pcap tunnel-vxlan.pcap vlan-stacked.pcap)
	list(TRANSFORM files PREPEND ${samples}/)
	add_test(NAME golden/filters COMMAND ${TB_PYTHON}
		${CMAKE_CURRENT_SOURCE_DIR}/golden/filters.py
		$<TARGET_FILE:tcpblame_program> ${TB_TSHARK} ${files})
endif()

# What must hold for every capture, tried on all samples.
add_library(tb_property STATIC property/sample.c property/words.c)
target_link_libraries(tb_property PUBLIC tb_support tcpblame tb_capture tb_base)

function(tb_property name)
	add_executable(property_${name} property/${name}.c)
	target_link_libraries(property_${name} PRIVATE tb_flags tb_property)
	add_test(NAME property/${name} COMMAND property_${name} ${TB_SAMPLES}
		WORKING_DIRECTORY ${samples})
	set_tests_properties(property/${name} PROPERTIES ENVIRONMENT ${TB_DUE})
endfunction()

foreach(name brief cut ladder less split weave twice clock seeds lent loaded slice wanted)
	tb_property(${name})
endforeach()
if(NETTLE_FOUND)
	tb_property(anonymized)
	target_link_libraries(property_anonymized PRIVATE tb_anonymize)
endif()

# What must hold for every capture, tried on all samples.
add_library(tb_property STATIC property/sample.c property/words.c)
target_link_libraries(tb_property PUBLIC tb_support tcpblame tb_capture tb_base)

# Thousands of engines, one after the other: their large blocks come from the system, which
# clears what is touched.  glibc would keep the first one's, and clear all of them for the next.
set(one_after_the_other GLIBC_TUNABLES=glibc.malloc.mmap_threshold=131072)

function(tb_property name)
	add_executable(property_${name} property/${name}.c)
	target_link_libraries(property_${name} PRIVATE tb_flags tb_property)
	add_test(NAME property/${name} COMMAND property_${name} ${TB_SAMPLES}
		WORKING_DIRECTORY ${samples})
	set_tests_properties(property/${name} PROPERTIES
		ENVIRONMENT "${TB_DUE};${one_after_the_other}")
endfunction()

foreach(name brief cut ladder less split weave twice clock seeds lent loaded slice wanted)
	tb_property(${name})
endforeach()
if(NETTLE_FOUND)
	tb_property(anonymized)
	target_link_libraries(property_anonymized PRIVATE tb_anonymize)
endif()

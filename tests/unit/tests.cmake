tb_unit_test(siphash base)
tb_unit_test(packet)
tb_unit_test(text base)
# Reports are tested without the engine; report_case.c stands in for its sentences.
foreach(name json report_json report_text)
	tb_unit_test(${name} base wire report)
	target_sources(test_${name} PRIVATE
		unit/report_case.c ${PROJECT_SOURCE_DIR}/src/blame/names.c)
endforeach()
tb_unit_test(ticks capture)
tb_unit_test(stream capture)
tb_unit_test(pcapng capture)
tb_unit_test(pcapng_damage capture)
tb_unit_test(source capture)

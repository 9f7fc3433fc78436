tb_unit_test(siphash base)
tb_unit_test(reader base)
tb_unit_test(recent base)
tb_unit_test(packet)
tb_unit_test(text base)
# Reports are tested without the engine; report_case.c stands in for its sentences.
foreach(name backlog json report_answer report_cause report_error report_group report_html report_json report_kernel report_ladder report_line
		report_log report_story report_text
		report_csv report_event report_markdown)
	tb_unit_test(${name} base wire knowledge report)
	target_sources(test_${name} PRIVATE
		unit/report_case.c ${PROJECT_SOURCE_DIR}/src/blame/names.c)
endforeach()
tb_unit_test(ticks capture)
tb_unit_test(stream capture)
tb_unit_test(pcapng capture)
tb_unit_test(pcapng_damage capture)
tb_unit_test(pcapng_losses capture)
tb_unit_test(pcapng_write capture)
target_link_options(test_pcapng_write PRIVATE -Wl,--wrap=realloc)
tb_unit_test(source capture)
foreach(name app path proto_damage proto_dns proto_http proto_mysql proto_postgresql
		proto_redis proto_reply proto_smb proto_tls)
	tb_unit_test(${name} base proto)
endforeach()
tb_unit_test(timeline capture)
tb_unit_test(live capture)
tb_unit_test(nic capture)
# The rooms below need those under them; the library has them all.
foreach(name acceptance app_error arrival cells code community_id duplicate engine engine_capture engine_limits
		engine_clock engine_missed lapses
		engine_rsts evidence exhibit group_text groups groups_between harm key_hash layers neighbours_endings
		neighbours_hosts neighbours_ids neighbours_register neighbours_services origin rank rankings
		rulebook
		signal_form signal_kernel signal_maker signal_maker_story signal_missed signal_neighbours
		signal_passage signal_sight signal_start signal_late signal_story signal_talk signal_time
		signal_turn signal_undelivered
		reported slice slice_strip standstill state table track trigger weigh
		why)
	tb_unit_test(${name})
	target_link_libraries(test_${name} PRIVATE tcpblame)
endforeach()
# It counts what is allocated.
tb_unit_test(budget)
target_link_options(test_budget PRIVATE -Wl,--wrap=malloc,--wrap=calloc,--wrap=aligned_alloc,--wrap=free
	-Wl,--wrap=mmap,--wrap=munmap)
target_link_libraries(test_budget PRIVATE tcpblame)
# It counts steps from one packet to another.
tb_unit_test(slice_work)
target_sources(test_slice_work PRIVATE ${PROJECT_SOURCE_DIR}/src/slice/slice.c)
target_link_options(test_slice_work PRIVATE -Wl,--wrap=tb_waiting_before)
target_link_libraries(test_slice_work PRIVATE tcpblame)
foreach(name link ip tunnel tcp tcp_options icmp fragment decode)
	tb_unit_test(${name} base wire)
endforeach()
if(NETTLE_FOUND)
	foreach(name cryptopan pseudonym anonymize_packet anonymize_payload anonymize_report)
		tb_unit_test(${name} anonymize)
		target_link_libraries(test_${name} PRIVATE tcpblame)
	endforeach()
endif()
foreach(name error_number kernel_reason log_code log_lines log_message reading reset_code timers)
	tb_unit_test(${name} base knowledge)
endforeach()
tb_unit_test(filter capture)
tb_unit_test(classic capture)
tb_unit_test(classic_libpcap capture ARGUMENTS ${PROJECT_SOURCE_DIR}/samples)
# Logs: what stands alone, and what needs the table of messages.
foreach(name align continuation ends lines moment)
	tb_unit_test(${name} base join knowledge)
endforeach()
foreach(name log_reader logs needles)
	tb_unit_test(${name} base join knowledge)
	target_link_libraries(test_${name} PRIVATE tcpblame)
endforeach()
tb_unit_test(confine base confine)
tb_unit_test(confine_user base confine)
tb_unit_test(keeper base confine)
target_sources(test_keeper PRIVATE ${PROJECT_SOURCE_DIR}/src/cli/keeper.c)
tb_unit_test(notify base)
target_sources(test_notify PRIVATE ${PROJECT_SOURCE_DIR}/src/cli/datagram.c
	${PROJECT_SOURCE_DIR}/src/cli/notify.c ${PROJECT_SOURCE_DIR}/src/cli/message.c)
tb_unit_test(metrics base)
target_sources(test_metrics PRIVATE ${PROJECT_SOURCE_DIR}/src/cli/metrics.c ${PROJECT_SOURCE_DIR}/src/cli/message.c)
target_link_libraries(test_metrics PRIVATE tcpblame)
tb_unit_test(journal base report)
target_sources(test_journal PRIVATE ${PROJECT_SOURCE_DIR}/src/cli/journal.c
	${PROJECT_SOURCE_DIR}/src/cli/datagram.c ${PROJECT_SOURCE_DIR}/src/cli/message.c)
target_link_libraries(test_journal PRIVATE tcpblame)
tb_unit_test(rotation base)
target_sources(test_rotation PRIVATE ${PROJECT_SOURCE_DIR}/src/cli/rotation.c
	${PROJECT_SOURCE_DIR}/src/cli/rotation_earlier.c
	${PROJECT_SOURCE_DIR}/src/cli/folder.c ${PROJECT_SOURCE_DIR}/src/cli/message.c)
tb_unit_test(selection base capture)
target_sources(test_selection PRIVATE ${PROJECT_SOURCE_DIR}/src/cli/selection.c
	${PROJECT_SOURCE_DIR}/src/cli/message.c)
target_link_libraries(test_selection PRIVATE tcpblame)
tb_unit_test(spool)
target_sources(test_spool PRIVATE ${PROJECT_SOURCE_DIR}/src/cli/spool.c)
tb_unit_test(watch)
target_sources(test_watch PRIVATE ${PROJECT_SOURCE_DIR}/src/cli/watch.c)
foreach(name kernel_event kernel_trace)
	tb_unit_test(${name} base knowledge join)
endforeach()

/* SPDX-License-Identifier: BSD-3-Clause */
#include "unit/slicing.h"

/* A request that is cut off: frames 1 to 5 of its own, from the next number on. */
static void cut_off(struct conv *c)
{
	conv_open(c);
	conv_text(c, TB_CLIENT, "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n");
	conv_rst(c, TB_SERVER);
}

static struct conv other_conv(uint16_t port)
{
	struct conv c;

	conv_init(&c, &tape, "192.0.2.7", port, "198.51.100.7", 80);
	return c;
}

static void only_what_is_reported_comes_out(void **state)
{
	struct conv other = other_conv(50000);

	(void)state;
	conv_open(&other);			/* 1 to 3 */
	cut_off(&conv);				/* 4 to 8 */
	conv_data(&other, TB_CLIENT, 100);
	conv_fin(&other, TB_CLIENT);
	for (int known = 0; known < 2; known++) {
		run(known);
		FRAMES(4, 5, 6, 7, 8);
		assert_int_equal(out.counts.findings, 1);
		assert_int_equal(out.counts.shown, 1);
		assert_int_equal(out.counts.frames_gone, 0);
	}
}

static void comments_say_the_finding_and_where_the_frame_was(void **state)
{
	(void)state;
	cut_off(&conv);
	for (int known = 0; known < 2; known++) {
		run(known);
		assert_says(5, "tcpblame: ending 1, RST that decides: harm disruptive, made by ");
		assert_says(5, ", cause ");
		assert_says(5, ", effect accepted; was frame 5 of a.pcap\n");
		assert_says(4, "tcpblame: ending 1, answered by the RST (");
		assert_says(4, "; was frame 4 of a.pcap\n");
		assert_string_equal(text_on(1), "");
	}
}

static void what_shows_the_effect_says_so(void **state)
{
	struct conv_segment forged;

	(void)state;
	conv_open(&conv);
	conv_data(&conv, TB_CLIENT, 50);
	conv_ack(&conv, TB_SERVER);
	forged = conv_next(&conv, TB_SERVER, TB_RST, 0);	/* in the window, and not exact */
	forged.tcp.seq += 100;
	forged.tcp.ack = 0;
	conv_put(&conv, &forged);
	conv_ack(&conv, TB_CLIENT);				/* 7: the challenge ACK */
	conv_data(&conv, TB_SERVER, 50);
	conv_ack(&conv, TB_CLIENT);
	run(true);
	assert_says(6, "RST that decides");
	assert_says(7, "shows the effect (");
	FRAMES(1, 2, 3, 4, 5, 6, 7, 8, 9);
}

static void a_name_cannot_break_out_of_its_line(void **state)
{
	static struct tb_capture wicked = { .file = "a\n\033[31mred\xff" };

	(void)state;
	cut_off(&conv);
	cfg.captures = &wicked;
	cfg.n_captures = 1;
	run(true);
	assert_says(5, "of a\\x0a\\x1b[31mred\\xff\n");
	wicked.file = "-";
	run(true);
	assert_says(5, "of standard input\n");
}

/* But for what the verdict names. */
static void other_connections_with_the_same_ports_stay_away(void **state)
{
	(void)state;
	conv_open(&conv);			/* 1 to 3 */
	conv_fin(&conv, TB_CLIENT);
	conv_fin(&conv, TB_SERVER);
	conv_ack(&conv, TB_CLIENT);		/* 6 */
	tape_pass(&tape, 200 * TB_SECOND);
	conv_restart(&conv, 70000, 80000);
	cut_off(&conv);				/* 7 to 11 */
	tape_pass(&tape, 200 * TB_SECOND);
	conv_restart(&conv, 170000, 180000);
	conv_open(&conv);			/* 12 to 14 */
	for (int known = 0; known < 2; known++) {
		run(known);
		FRAMES(2, 7, 8, 9, 10, 11);
		assert_says(2, "evidence against handshake-ack-rejected (the server accepted "
			       "other connections");
	}
}

static void a_port_that_is_reset_again_and_again_comes_out_each_time(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 3; i++) {
		conv_restart(&conv, 100000 * i, 100000 * i + 50000);
		cut_off(&conv);
		tape_pass(&tape, 200 * TB_SECOND);
	}
	for (int known = 0; known < 2; known++) {
		run(known);
		assert_int_equal(out.n, 15);
		assert_int_equal(out.counts.shown, 3);
	}
}

/* An attempt on its ports is refused, judged, and made again before its own end comes. */
static void a_connection_may_outlive_an_attempt_on_its_ports(void **state)
{
	struct conv attempt;

	(void)state;
	conv_open(&conv);			/* 1 to 3 */
	attempt = conv;
	conv_restart(&attempt, 70000, 80000);
	conv_syn(&attempt);
	conv_rstack(&attempt, TB_SERVER);	/* 5 */
	tape_pass(&tape, 30 * TB_SECOND);
	conv_again(&attempt, TB_CLIENT);
	conv_data(&conv, TB_CLIENT, 100);
	conv_rst(&conv, TB_SERVER);		/* 8 */
	for (int known = 0; known < 2; known++) {
		run(known);
		FRAMES(1, 2, 3, 4, 5, 6, 7, 8);
		assert_int_equal(out.counts.findings, 2);
	}
}

/* What comes long after the verdict belongs to the connection, too. */
static void what_follows_later_comes_out(void **state)
{
	(void)state;
	cut_off(&conv);
	tape_pass(&tape, 30 * TB_SECOND);
	conv_again(&conv, TB_CLIENT);
	for (int known = 0; known < 2; known++) {
		run(known);
		FRAMES(1, 2, 3, 4, 5, 6);
	}
}

/* But for what the verdict names: here the one that shows the server's TTL. */
static void a_context_leaves_out_the_rest(void **state)
{
	(void)state;
	conv_open(&conv);
	for (int i = 0; i < 10; i++)
		conv_data(&conv, TB_CLIENT, 10);	/* 4 to 13 */
	conv_rst(&conv, TB_SERVER);			/* 14 */
	for (int i = 0; i < 4; i++)
		conv_data(&conv, TB_CLIENT, 10);	/* 15 to 18 */
	cfg.context = 2;
	for (int known = 0; known < 2; known++) {
		run(known);
		assert_says(14, "RST that decides");
		FRAMES(2, 12, 13, 14, 15, 16);
		assert_int_equal(out.counts.frames_gone, 0);
	}
}

/* So many packets of others that a ring of the smallest size holds nothing else. */
static void pass_others(void)
{
	struct conv other = other_conv(50000);

	conv_open(&other);
	for (int i = 0; i < 800; i++)
		conv_data(&other, TB_CLIENT, 1400);
}

static void what_has_gone_before_the_verdict_is_counted(void **state)
{
	(void)state;
	conv_open(&conv);
	conv_data(&conv, TB_CLIENT, 10);
	pass_others();
	conv_data(&conv, TB_CLIENT, 10);
	conv_rst(&conv, TB_SERVER);
	run(false);
	assert_int_equal(out.n, 2);
	assert_int_equal(out.counts.flows_cut, 1);
	assert_int_equal(out.counts.frames_gone, 4);
	assert_says(in.n, "; packets of its connection that had gone before it was judged: 4\n");
	run(true);
	assert_int_equal(out.n, 6);
	assert_int_equal(out.counts.frames_gone, 0);
	cfg.context = 3;
	run(false);
	assert_int_equal(out.n, 2);
	assert_int_equal(out.counts.frames_gone, 2);
}

static void a_verdict_that_comes_too_late_is_counted(void **state)
{
	(void)state;
	tape.step = TB_MICROSECOND;
	cut_off(&conv);
	pass_others();
	run(false);
	assert_int_equal(out.n, 0);
	assert_int_equal(out.counts.findings, 1);
	assert_int_equal(out.counts.shown, 0);
	assert_int_equal(out.counts.frames_gone, 5);
}

/* The data of a connection in fragments, from the last to the first. */
static void put_in_fragments(struct conv *c)
{
	struct conv_segment s = conv_next(c, TB_CLIENT, TB_PSH | TB_ACK, 1000);
	struct pkt *whole = malloc(sizeof(*whole)), *part = malloc(sizeof(*part));

	assert_true(whole != NULL && part != NULL);
	conv_build(&s, whole);
	for (size_t from = 1200; from > 0; from -= 400) {
		pkt_fragment(part, whole, 77, from - 400, 400);
		c->pkt = *part;
		conv_put_ip(c, TB_CLIENT);
	}
	c->end[TB_CLIENT].next += 1000;
	free(whole);
	free(part);
}

static void fragments_come_out_whatever_their_order(void **state)
{
	static const char *const ends[2][2] = { { "192.0.2.1", "198.51.100.2" },
						{ "2001:db8::1", "2001:db8::2" } };

	(void)state;
	for (int v6 = 0; v6 < 2; v6++) {
		begin(NULL);
		conv_init(&conv, &tape, ends[v6][0], 40000, ends[v6][1], 80);
		conv_open(&conv);
		put_in_fragments(&conv);		/* 4 to 6 */
		conv_rst(&conv, TB_SERVER);
		for (int known = 0; known < 2; known++) {
			run(known);
			FRAMES(1, 2, 3, 4, 5, 6, 7);
		}
	}
}

/* The parts of the later one come with the first one last. */
static void a_datagram_is_not_of_who_had_its_number_long_ago(void **state)
{
	struct conv other;

	(void)state;
	conv_init(&other, &tape, "192.0.2.1", 50000, "198.51.100.2", 80);
	conv_open(&other);
	put_in_fragments(&other);				/* 4 to 6 */
	tape_pass(&tape, 61 * TB_SECOND);
	conv_open(&conv);					/* 7 to 9 */
	put_in_fragments(&conv);
	conv_rst(&conv, TB_SERVER);				/* 13 */
	for (int known = 0; known < 2; known++) {
		run(known);
		FRAMES(2, 7, 8, 9, 10, 11, 12, 13);	/* 2: evidence */
	}
}

/* The engine counts the connection from where its first datagram is whole. */
static void a_connection_may_begin_in_fragments(void **state)
{
	(void)state;
	put_in_fragments(&conv);				/* 1 to 3 */
	conv_rst(&conv, TB_SERVER);
	for (int known = 0; known < 2; known++) {
		run(known);
		FRAMES(1, 2, 3, 4);
	}
}

static void fragments_of_others_stay_away(void **state)
{
	struct conv other = other_conv(50000);

	(void)state;
	conv_open(&other);
	put_in_fragments(&other);
	cut_off(&conv);
	for (int known = 0; known < 2; known++) {
		run(known);
		FRAMES(7, 8, 9, 10, 11);
	}
}

/* As if all of it had been captured, by a record and a header that say 0. */
static void a_first_fragment_whose_lengths_lie_is_known(void **state)
{
	struct conv_segment s;
	struct pkt *whole = malloc(sizeof(*whole));

	(void)state;
	assert_non_null(whole);
	conv_open(&conv);
	s = conv_next(&conv, TB_CLIENT, TB_ACK, 100);
	conv_build(&s, whole);
	pkt_fragment(&conv.pkt, whole, 77, 0, 40);
	memset(pkt_data(&conv.pkt) + 2, 0, 2);
	conv_put_ip(&conv, TB_CLIENT);				/* 4 */
	in.frame[3].original = 0;
	free(whole);
	conv_rst(&conv, TB_SERVER);
	run(true);
	FRAMES(1, 2, 3, 4, 5);
}

/* Nobody could ever say of which connection they are: they would only fill the ring. */
static void parts_of_something_else_than_ip_take_no_room(void **state)
{
	struct conv other = other_conv(50000);

	(void)state;
	conv_open(&conv);
	for (int i = 0; i < 800; i++) {
		struct conv_segment s = conv_next(&other, TB_CLIENT, TB_ACK, 1400);

		conv_build(&s, &conv.pkt);
		pkt_wifi(&conv.pkt);
		pkt_data(&conv.pkt)[1] |= 0x04;		/* more fragments */
		tape_put(&tape, &conv.pkt, 105, 0);
	}
	conv_rst(&conv, TB_SERVER);
	run(false);
	FRAMES(1, 2, 3, in.n);
	assert_int_equal(out.counts.frames_gone, 0);
}

static void icmp_errors_about_it_come_out(void **state)
{
	struct conv other = other_conv(50000);

	(void)state;
	conv_syn(&other);
	conv_unreachable(&other, TB_CLIENT, 1, "192.0.2.254", 64);
	conv_syn(&conv);					/* 3 */
	conv_unreachable(&conv, TB_CLIENT, 1, "192.0.2.254", 64);
	conv_rstack(&conv, TB_SERVER);
	for (int known = 0; known < 2; known++) {
		run(known);
		FRAMES(3, 4, 5);
		assert_says(4, "ICMP error about it");
	}
}

static void a_frame_bears_no_more_comments_than_people_read(void **state)
{
	struct tb_rst rst = { .frame = { 5, 0 }, .effect_why = { .frame = { 4, 0 } } };
	struct tb_verdict v = { .rst = &rst, .n_rst = 1, .cause = { .slug = "c" } };

	(void)state;
	cut_off(&conv);
	cfg.all_known = true;
	forget(out.frame, &out.n);
	slice = tb_slice_new(&cfg, &sink);
	for (v.id = 1; v.id <= 100; v.id++) {
		v.flow.id = v.id;
		rst.frame.number = 1000 + v.id;		/* not in this capture */
		tb_slice_verdict(slice, &v);
	}
	tb_slice_frames(slice, in.frame, in.n);
	tb_slice_finish(slice);
	tb_slice_free(slice);
	FRAMES(4);
	assert_says(4, "ending 1, ");
	assert_says(4, "ending 8, ");
	assert_says(4, "not told here: 92\n");
	assert_null(strstr(text_on(4), "ending 9, "));
}

/* Gives the slice all frames after a verdict that somebody made up. */
static void run_on(const struct tb_verdict *v)
{
	cfg.all_known = true;
	forget(out.frame, &out.n);
	slice = tb_slice_new(&cfg, &sink);
	tb_slice_verdict(slice, v);
	tb_slice_frames(slice, in.frame, in.n);
	tb_slice_finish(slice);
	out.counts = *tb_slice_counts(slice);
	tb_slice_free(slice);
}

static void what_is_of_another_rst_says_of_which(void **state)
{
	struct tb_rst rst[] = {
		{ .frame = { 3, 0 }, .trigger.frame = { 1, 0 } },
		{ .frame = { 4, 0 }, .trigger.frame = { 1, 0 }, .effect_why.frame = { 1, 0 } },
		{ .frame = { 5, 0 }, .trigger.frame = { 2, 0 }, .effect_why.frame = { 1, 0 } },
	};
	struct tb_verdict v = { .id = 1, .rst = rst, .n_rst = 3, .deciding = 2,
				.cause.slug = "c", .flow.id = 1 };

	(void)state;
	cut_off(&conv);
	run_on(&v);
	assert_says(1, "tcpblame: ending 1, answered by another RST, frame 3: ");
	assert_says(1, "\ntcpblame: ending 1, shows the effect: ");
	assert_null(strstr(text_on(1), "frame 4: "));	/* the same again */
	assert_says(2, "tcpblame: ending 1, answered by the RST: ");
}

static void evidence_says_for_or_against_what(void **state)
{
	struct tb_rst rst = { .frame = { 5, 0 }, .trigger.frame = { 4, 0 } };
	struct tb_verdict v = {
		.id = 1, .rst = &rst, .n_rst = 1, .cause.slug = "c", .flow.id = 1,
		.origin.why.frame = { 4, 0 },
		.harm.why.frame = { 3, 0 },
		.n_evidence = 4,
		.evidence = {
			{ .frame = { { 4, 0 } }, .n_frames = 1, .supports = "c", .weight = 20 },
			{ .frame = { { 4, 0 }, { 3, 0 } }, .n_frames = 2, .supports = "d",
			  .weight = 10 },
			{ .frame = { { 4, 0 } }, .n_frames = 1, .supports = "c", .weight = 9 },
			{ .frame = { { 4, 0 } }, .n_frames = 1, .supports = "c", .weight = -8 },
		},
	};

	(void)state;
	cut_off(&conv);
	run_on(&v);
	assert_says(3, "tcpblame: ending 1, shows the harm: ");
	assert_says(3, "\ntcpblame: ending 1, evidence for d: ");
	assert_says(4, "tcpblame: ending 1, answered by the RST: ");
	assert_says(4, "\ntcpblame: ending 1, shows who made it: ");
	assert_says(4, "\ntcpblame: ending 1, evidence for c: ");
	assert_says(4, "\ntcpblame: ending 1, evidence for d: ");
	assert_says(4, "\ntcpblame: ending 1, evidence against c: ");
	assert_null(strstr(strstr(text_on(4), "for c: ") + 1, "for c: "));	/* once */
	assert_int_equal(out.counts.shown, 1);
}

static uint32_t turn_over(void *user, const struct tb_frame *f, uint8_t *bytes)
{
	assert_ptr_equal(user, &tape);
	assert_ptr_equal(f->data, bytes);
	for (uint32_t i = 0; i < f->captured; i++)
		bytes[i] ^= 0xff;
	return f->captured - 1;
}

static void bytes_can_be_changed_and_cut_on_their_way(void **state)
{
	(void)state;
	cut_off(&conv);
	sink.rewrite = turn_over;
	sink.user = &tape;
	for (int known = 0; known < 2; known++) {
		run(known);
		FRAMES(1, 2, 3, 4, 5);
		for (size_t i = 0; i < out.n; i++) {
			assert_int_equal(out.frame[i].captured, in.frame[i].captured - 1);
			assert_int_equal(out.frame[i].original, in.frame[i].original);
			for (uint32_t k = 0; k < out.frame[i].captured; k++)
				assert_int_equal(out.frame[i].data[k],
						 in.frame[i].data[k] ^ 0xff);
		}
	}
}

static void a_comment_longer_than_the_ring_is_left_out(void **state)
{
	static char text[2 * TB_SLICE_ROOM_MIN];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	conv_open(&conv);
	tape.comment = text;
	conv_rst(&conv, TB_SERVER);
	run(false);
	FRAMES(1, 2, 3, 4);
	assert_null(out.frame[3].comment);
	assert_int_equal(out.frame[3].comment_len, 0);
}

static void there_must_be_room_for_something(void **state)
{
	(void)state;
	cfg.room = TB_SLICE_ROOM_MIN - 1;
	assert_null(tb_slice_new(&cfg, &sink));
	tb_slice_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		slicing_test(only_what_is_reported_comes_out),
		slicing_test(comments_say_the_finding_and_where_the_frame_was),
		slicing_test(what_shows_the_effect_says_so),
		slicing_test(a_name_cannot_break_out_of_its_line),
		slicing_test(other_connections_with_the_same_ports_stay_away),
		slicing_test(a_port_that_is_reset_again_and_again_comes_out_each_time),
		slicing_test(a_connection_may_outlive_an_attempt_on_its_ports),
		slicing_test(what_follows_later_comes_out),
		slicing_test(a_context_leaves_out_the_rest),
		slicing_test(what_has_gone_before_the_verdict_is_counted),
		slicing_test(a_verdict_that_comes_too_late_is_counted),
		slicing_test(fragments_come_out_whatever_their_order),
		slicing_test(a_datagram_is_not_of_who_had_its_number_long_ago),
		slicing_test(a_connection_may_begin_in_fragments),
		slicing_test(fragments_of_others_stay_away),
		slicing_test(a_first_fragment_whose_lengths_lie_is_known),
		slicing_test(parts_of_something_else_than_ip_take_no_room),
		slicing_test(icmp_errors_about_it_come_out),
		slicing_test(a_frame_bears_no_more_comments_than_people_read),
		slicing_test(what_is_of_another_rst_says_of_which),
		slicing_test(evidence_says_for_or_against_what),
		slicing_test(bytes_can_be_changed_and_cut_on_their_way),
		slicing_test(a_comment_longer_than_the_ring_is_left_out),
		slicing_test(there_must_be_room_for_something),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

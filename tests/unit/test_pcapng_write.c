/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <sys/mman.h>

#include "capture/pcapng_option.h"
#include "capture/pcapng_write.h"
#include "support/memfile.h"

/* A file in memory that is being written. */
struct out {
	int fd;
	struct tb_ng_writer *writer;
	uint8_t *at;
	size_t n;
};

static void out_begin(struct out *o)
{
	o->fd = memfd_create("out", 0);
	assert_true(o->fd >= 0);
	o->writer = tb_ng_writer_new(o->fd, false);
	assert_non_null(o->writer);
}

static void fetch(struct out *o)
{
	o->n = (size_t)lseek(o->fd, 0, SEEK_END);
	o->at = malloc(o->n);
	assert_non_null(o->at);
	assert_int_equal(pread(o->fd, o->at, o->n, 0), (ssize_t)o->n);
}

static void out_end(struct out *o)
{
	assert_true(tb_ng_write_out(o->writer));
	tb_ng_writer_free(o->writer);
	fetch(o);
	close(o->fd);
}

static bool no_memory;

/* What the linker puts before the allocator. */
void *__real_realloc(void *at, size_t n);
void *__wrap_realloc(void *at, size_t n);

void *__wrap_realloc(void *at, size_t n)
{
	return no_memory ? NULL : __real_realloc(at, n);
}

static const struct tb_interface eth0 = { .name = "eth0", .snaplen = 262144 };

static struct tb_frame frame_of(const char *bytes, int64_t ns)
{
	return (struct tb_frame){ .time = { ns }, .data = (const uint8_t *)bytes,
				  .captured = (uint32_t)strlen(bytes), .original = 1500,
				  .link_type = ETHERNET };
}

static void put(struct out *o, const struct tb_frame *f, const struct tb_interface *i)
{
	assert_true(tb_ng_write_packet(o->writer, f, i, i->name, NULL, 0));
}

/* All comments of a frame, each with a bar behind it. */
static void comments_of(const struct tb_frame *f, char *to)
{
	struct tb_reader more;

	to[0] = '\0';
	if (f->comment == NULL)
		return;
	sprintf(to, "%.*s|", (int)f->comment_len, f->comment);
	more = rd_over((const uint8_t *)f->comment + f->comment_len, f->comment_more);
	rd_skip(&more, tb_ng_padding(f->comment_len));
	for (struct tb_ng_option o; tb_ng_next_option(f->comment_big, &more, &o);)
		sprintf(to + strlen(to), "%.*s|", o.length, (const char *)o.value.at);
}

static void read_one(const struct out *o, char *comments)
{
	struct tb_ledger ledger;
	struct tb_capture capture;
	struct tb_file file;
	struct tb_frame f;

	assert_true(tb_ledger_init(&ledger, &capture, "t"));
	assert_true(tb_file_begin(&file, tb_stream_memory(o->at, o->n), &ledger));
	assert_int_equal(tb_file_next(&file, &f, 1), 1);
	comments_of(&f, comments);
	tb_file_close(&file);
	tb_ledger_fini(&ledger);
}

static void what_is_written_is_read_again_as_it_was(void **state)
{
	const struct tb_interface tun = { .name = NULL, .snaplen = 96 };
	struct tb_frame first = frame_of("aaaaa", INT64_C(1700000000123456789));
	struct tb_frame second = frame_of("", INT64_C(1700000000123456790));
	struct out o;
	struct read r;

	(void)state;
	second.link_type = RAW;
	second.interface = 1;
	out_begin(&o);
	put(&o, &first, &eth0);
	put(&o, &second, &tun);
	put(&o, &first, &eth0);
	out_end(&o);
	read_bytes(&r, o.at, o.n);
	assert_null(r.capture.problem);
	assert_int_equal(r.n, 3);
	assert_int_equal(r.seen[0].frame.time.ns, INT64_C(1700000000123456789));
	assert_int_equal(r.seen[0].frame.captured, 5);
	assert_int_equal(r.seen[0].frame.original, 1500);
	assert_int_equal(r.seen[0].fill, 'a');
	assert_int_equal(r.seen[1].frame.captured, 0);
	assert_int_equal(r.seen[1].frame.link_type, RAW);
	assert_int_equal(r.seen[2].frame.interface, 0);
	assert_int_equal(r.capture.n_interfaces, 2);
	assert_string_equal(r.capture.interfaces[0], "eth0");
	assert_null(r.capture.interfaces[1]);
	assert_int_equal(r.ledger.snaplen[0], 262144);
	assert_int_equal(r.ledger.snaplen[1], 96);
	read_end(&r);
	free(o.at);
}

static void libpcap_reads_it_too(void **state)
{
	struct tb_frame f = frame_of("abcdefg", INT64_C(1700000000123456789));
	char why[PCAP_ERRBUF_SIZE];
	struct pcap_pkthdr *h;
	const u_char *data;
	struct out o;
	pcap_t *p;

	(void)state;
	out_begin(&o);
	for (int i = 0; i < 3; i++)
		assert_true(tb_ng_write_packet(o.writer, &f, &eth0, eth0.name,
					       &(struct tb_ng_comment){ "hello", 5 }, 1));
	out_end(&o);
	p = pcap_fopen_offline_with_tstamp_precision(fmemopen(o.at, o.n, "rb"),
						     PCAP_TSTAMP_PRECISION_NANO, why);
	assert_non_null(p);
	assert_int_equal(pcap_datalink(p), DLT_EN10MB);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(pcap_next_ex(p, &h, &data), 1);
		assert_int_equal(h->ts.tv_usec, 123456789);
		assert_int_equal(h->caplen, 7);
		assert_int_equal(h->len, 1500);
		assert_memory_equal(data, "abcdefg", 7);
	}
	assert_int_equal(pcap_next_ex(p, &h, &data), PCAP_ERROR_BREAK);
	pcap_close(p);
	free(o.at);
}

static void comments_come_behind_those_that_the_packet_had(void **state)
{
	const struct tb_ng_comment ours[] = { { "one", 3 }, { "four", 4 }, { "", 0 } };
	struct tb_frame f = frame_of("a", 1);
	char seen[64];
	struct out o;

	(void)state;
	f.comment = "theirs";
	f.comment_len = 6;
	out_begin(&o);
	assert_true(tb_ng_write_packet(o.writer, &f, &eth0, eth0.name, ours, 3));
	out_end(&o);
	read_one(&o, seen);
	assert_string_equal(seen, "theirs|one|four||");
	free(o.at);
}

/* Behind a comment, in either byte order: another option, which is none of ours, and one more
 * comment. */
static void all_comments_that_a_packet_had_are_kept(void **state)
{
	static const char *const options[2] = {
		"x\0\0\0" "\2\0\4\0" "\1\2\3\4" "\1\0\1\0" "y\0\0\0" "\0\0\0",
		"x\0\0\0" "\0\2\0\4" "\1\2\3\4" "\0\1\0\1" "y\0\0\0" "\0\0\0",
	};
	struct tb_frame f = frame_of("a", 1);
	char seen[64];
	struct out o;

	(void)state;
	for (int big = 0; big < 2; big++) {
		f.comment = options[big];
		f.comment_len = 1;
		f.comment_more = 27;
		f.comment_big = (unsigned)big & 1;
		out_begin(&o);
		put(&o, &f, &eth0);
		out_end(&o);
		read_one(&o, seen);
		assert_string_equal(seen, "x|y|");
		free(o.at);
	}
}

static void a_comment_is_cut_where_the_format_ends(void **state)
{
	static char text[70000];
	struct tb_frame f = frame_of("a", 1);
	struct out o;
	struct read r;

	(void)state;
	memset(text, 'c', sizeof(text));
	out_begin(&o);
	assert_true(tb_ng_write_packet(o.writer, &f, &eth0, eth0.name,
				       &(struct tb_ng_comment){ text, sizeof(text) }, 1));
	put(&o, &f, &eth0);
	out_end(&o);
	read_bytes(&r, o.at, o.n);
	assert_null(r.capture.problem);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.seen[0].frame.comment_len, TB_NG_COMMENT_MAX);
	read_end(&r);
	free(o.at);
}

static void another_name_that_is_written_makes_two_interfaces_no_one(void **state)
{
	struct tb_interface other = eth0;
	struct tb_frame f = frame_of("a", 1);
	struct out o;
	struct read r;

	(void)state;
	other.name = "eth1";
	out_begin(&o);
	assert_true(tb_ng_write_packet(o.writer, &f, &eth0, "interface-0", NULL, 0));
	assert_true(tb_ng_write_packet(o.writer, &f, &other, "interface-0", NULL, 0));
	assert_true(tb_ng_write_packet(o.writer, &f, &eth0, "interface-0", NULL, 0));
	out_end(&o);
	read_bytes(&r, o.at, o.n);
	assert_int_equal(r.seen[1].frame.interface, 1);
	assert_int_equal(r.seen[2].frame.interface, 0);
	assert_int_equal(r.capture.n_interfaces, 2);
	assert_string_equal(r.capture.interfaces[0], "interface-0");
	read_end(&r);
	free(o.at);
}

static void interfaces_that_are_alike_share_a_description(void **state)
{
	struct tb_interface other = eth0;
	struct tb_frame f = frame_of("a", 1);
	struct out o;
	struct read r;

	(void)state;
	out_begin(&o);
	put(&o, &f, &eth0);
	f.file = 7;			/* the next one of a rotated set */
	put(&o, &f, &eth0);
	other.name = "eth1";
	put(&o, &f, &other);
	f.interface = 1;		/* the same name, but another one all the same */
	put(&o, &f, &other);
	out_end(&o);
	read_bytes(&r, o.at, o.n);
	assert_int_equal(r.n, 4);
	assert_int_equal(r.seen[1].frame.interface, 0);
	assert_int_equal(r.seen[2].frame.interface, 1);
	assert_int_equal(r.seen[3].frame.interface, 2);
	read_end(&r);
	free(o.at);
}

static void a_snapshot_length_that_is_too_small_is_not_repeated(void **state)
{
	const struct tb_interface liar = { .snaplen = 4 };
	struct tb_frame f = frame_of("aaaaa", 1);
	struct out o;
	struct read r;

	(void)state;
	out_begin(&o);
	put(&o, &f, &liar);
	out_end(&o);
	read_bytes(&r, o.at, o.n);
	assert_int_equal(r.seen[0].frame.captured, 5);
	assert_int_equal(r.ledger.snaplen[0], 0);
	read_end(&r);
	free(o.at);
}

static void any_time_can_be_written(void **state)
{
	static const int64_t times[] = { INT64_MIN / TB_SECOND * TB_SECOND, -1, 0, INT64_MAX };
	struct out o;
	struct read r;

	(void)state;
	out_begin(&o);
	for (size_t i = 0; i < 4; i++) {
		struct tb_frame f = frame_of("a", times[i]);

		put(&o, &f, &eth0);
	}
	out_end(&o);
	read_bytes(&r, o.at, o.n);
	assert_int_equal(r.n, 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(r.seen[i].frame.time.ns, times[i]);
	read_end(&r);
	free(o.at);
}

static void a_file_without_packets_says_of_what_there_are_none(void **state)
{
	struct out o;
	struct read r;

	(void)state;
	out_begin(&o);
	assert_true(tb_ng_write_interface(o.writer, RAW));
	out_end(&o);
	read_bytes(&r, o.at, o.n);
	assert_null(r.capture.problem);
	assert_int_equal(r.n, 0);
	assert_int_equal(r.capture.link_types[0], RAW);
	read_end(&r);
	free(o.at);
}

/* Who reads while it is written, or after a kill -9, finds whole blocks. */
static void at_once_nothing_waits(void **state)
{
	struct tb_frame f = frame_of("aaaaa", 1);
	struct out o = { .fd = memfd_create("out", 0) };
	struct read r;

	(void)state;
	o.writer = tb_ng_writer_new(o.fd, true);
	for (unsigned i = 1; i <= 3; i++) {
		put(&o, &f, &eth0);
		fetch(&o);
		read_bytes(&r, o.at, o.n);
		assert_null(r.capture.problem);
		assert_int_equal(r.n, i);
		read_end(&r);
		free(o.at);
	}
	tb_ng_writer_free(o.writer);
	close(o.fd);
}

static void a_full_disk_is_told_and_told_again(void **state)
{
	static char large[100000];
	struct tb_frame f = frame_of("a", 1);
	int fd = open("/dev/full", O_WRONLY);
	struct tb_ng_writer *w = tb_ng_writer_new(fd, false);
	bool good = true;

	(void)state;
	f.data = (const uint8_t *)large;
	f.captured = f.original = sizeof(large);
	for (int i = 0; i < 10; i++)
		good = tb_ng_write_packet(w, &f, &eth0, eth0.name, NULL, 0);
	assert_false(good);
	assert_false(tb_ng_write_out(w));
	assert_int_equal(tb_ng_writer_error(w), ENOSPC);
	tb_ng_writer_free(w);
	close(fd);
}

static void without_memory_for_a_packet_those_before_it_are_written(void **state)
{
	static char many[300 << 10];
	struct tb_frame small = frame_of("aaaaa", 1), big;
	struct out o;
	struct read r;

	(void)state;
	memset(many, 'b', sizeof(many) - 1);
	big = frame_of(many, 2);
	out_begin(&o);
	put(&o, &small, &eth0);
	no_memory = true;
	assert_false(tb_ng_write_packet(o.writer, &big, &eth0, eth0.name, NULL, 0));
	no_memory = false;
	assert_int_equal(tb_ng_writer_error(o.writer), ENOMEM);
	assert_false(tb_ng_write_packet(o.writer, &small, &eth0, eth0.name, NULL, 0));
	tb_ng_writer_free(o.writer);
	fetch(&o);
	close(o.fd);
	read_bytes(&r, o.at, o.n);
	assert_null(r.capture.problem);
	assert_int_equal(r.n, 1);
	read_end(&r);
	free(o.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_again_as_it_was),
		cmocka_unit_test(libpcap_reads_it_too),
		cmocka_unit_test(comments_come_behind_those_that_the_packet_had),
		cmocka_unit_test(all_comments_that_a_packet_had_are_kept),
		cmocka_unit_test(a_comment_is_cut_where_the_format_ends),
		cmocka_unit_test(another_name_that_is_written_makes_two_interfaces_no_one),
		cmocka_unit_test(interfaces_that_are_alike_share_a_description),
		cmocka_unit_test(a_snapshot_length_that_is_too_small_is_not_repeated),
		cmocka_unit_test(any_time_can_be_written),
		cmocka_unit_test(a_file_without_packets_says_of_what_there_are_none),
		cmocka_unit_test(at_once_nothing_waits),
		cmocka_unit_test(a_full_disk_is_told_and_told_again),
		cmocka_unit_test(without_memory_for_a_packet_those_before_it_are_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

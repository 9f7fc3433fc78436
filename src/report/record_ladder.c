/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/record_part.h"

static void rung(struct tb_text *j, const struct tb_report_options *o, const struct tb_rung *r,
		 uint32_t home)
{
	tb_json_open(j, NULL, '{');
	tb_record_frame(j, "frame", "file", o, r->frame, home);
	tb_json_time(j, "time", r->time);
	tb_json_word(j, "from", tb_report_side(r->from));
	tb_json_flags(j, "flags", r->flags);
	tb_json_u64(j, "seq", r->seq);
	tb_json_u64(j, "relative_seq", r->rel_seq);
	if (r->flags & TB_ACK) {
		tb_json_u64(j, "ack", r->ack);
		tb_json_u64(j, "relative_ack", r->rel_ack);
	}
	if (r->has_window)
		tb_json_u64(j, "window", r->window);
	tb_json_u64(j, "payload_bytes", r->len);
	if (r->missing > 0)
		tb_json_u64(j, "missing_bytes", r->missing);
	tb_json_word(j, "kind", tb_rung_kind_name(r->kind));
	tb_json_word(j, "part", tb_rung_part_name(r->part));
	tb_json_open(j, "state", '{');
	tb_json_word(j, "client", tb_state_name(r->state[TB_CLIENT]));
	tb_json_word(j, "server", tb_state_name(r->state[TB_SERVER]));
	tb_json_close(j, '}');
	tb_json_close(j, '}');
}

void tb_record_ladder(struct tb_text *j, const struct tb_report_options *o,
		      const struct tb_verdict *v, uint32_t home)
{
	if (v->ladder == NULL)
		return;
	tb_json_open(j, "ladder", '{');
	tb_json_u64(j, "earlier", v->ladder->earlier);
	tb_json_open(j, "segments", '[');
	for (size_t i = 0; i < v->ladder->n; i++)
		rung(j, o, &v->ladder->rung[i], home);
	tb_json_close(j, ']');
	tb_json_u64(j, "later", v->ladder->later);
	tb_json_close(j, '}');
}

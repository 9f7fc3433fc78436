#include "flow/neighbours.h"
#define Z(T, f, ...) T f(__VA_ARGS__) { return (T){ 0 }; }
struct tb_neighbours; const struct tb_neighbours *tb_tracker_neighbours(const struct tb_tracker *t) { (void)t; return 0; }
#define N const struct tb_neighbours *n, const struct tb_flow *f
#pragma GCC diagnostic ignored "-Wunused-parameter"
Z(struct tb_ttl_habit, tb_neighbours_ttl, N, unsigned d)
Z(struct tb_answered, tb_neighbours_two_machines, N, unsigned d)
Z(struct tb_endings, tb_neighbours_endings, N, tb_time t, tb_span w)
Z(struct tb_answered, tb_neighbours_went_down, N, tb_time t)
Z(struct tb_answered, tb_neighbours_came_back, N, tb_time t)
Z(struct tb_answered, tb_neighbours_accepts, N, tb_time t, tb_span w)
Z(struct tb_targets, tb_neighbours_targets, N, tb_time t)
Z(struct tb_probes, tb_neighbours_probes, N)
Z(struct tb_silences, tb_neighbours_silences, N, tb_span s)
Z(struct tb_named, tb_neighbours_named, N)
Z(struct tb_answered, tb_neighbours_lost_state, N, const struct tb_note *note)
Z(struct tb_answered, tb_neighbours_connects, N, tb_time t, tb_span w)
Z(struct tb_answered, tb_neighbours_plain_syn, N)

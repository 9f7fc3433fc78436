#include "blame/signal.h"
struct tb_fact tb_ask_coded(const struct tb_case *c)
{
	(void)c;
	return tb_unseen();
}
struct tb_fact tb_ask_code_maybe(const struct tb_case *c)
{
	(void)c;
	return tb_unseen();
}

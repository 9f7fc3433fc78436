/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "knowledge/kernel_reason.h"

/* enum sk_rst_reason of Linux 6.18, in its order, but for the mark of its end. */
static const char *const linux_6_18[] = {
	"NOT_SPECIFIED", "NO_SOCKET", "TCP_INVALID_ACK_SEQUENCE", "TCP_RFC7323_PAWS",
	"TCP_TOO_OLD_ACK", "TCP_ACK_UNSENT_DATA", "TCP_FLAGS", "TCP_OLD_ACK", "TCP_ABORT_ON_DATA",
	"TCP_TIMEWAIT_SOCKET", "INVALID_SYN", "TCP_ABORT_ON_CLOSE", "TCP_ABORT_ON_LINGER",
	"TCP_ABORT_ON_MEMORY", "TCP_STATE", "TCP_KEEPALIVE_TIMEOUT", "TCP_DISCONNECT_WITH_DATA",
	"MPTCP_RST_EUNSPEC", "MPTCP_RST_EMPTCP", "MPTCP_RST_ERESOURCE", "MPTCP_RST_EPROHIBIT",
	"MPTCP_RST_EWQ2BIG", "MPTCP_RST_EBADPERF", "MPTCP_RST_EMIDDLEBOX", "ERROR",
};

static void each_reason_of_linux_is_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(linux_6_18) / sizeof(linux_6_18[0]); i++) {
		const struct tb_kernel_reason *r = tb_kernel_reason_find(linux_6_18[i]);

		assert_non_null(r);
		assert_true(r->kind < TB_KERNEL_KINDS);
		assert_true(strlen(r->meaning) > 10);
		assert_null(strpbrk(r->meaning, "\"\\"));
	}
}

static void others_are_not(void **state)
{
	(void)state;
	assert_null(tb_kernel_reason_find("MAX"));
	assert_null(tb_kernel_reason_find("no_socket"));
	assert_null(tb_kernel_reason_find(""));
}

static void states_have_the_numbers_of_linux(void **state)
{
	(void)state;
	assert_null(tb_kernel_state_name(0));
	assert_string_equal(tb_kernel_state_name(1), "TCP_ESTABLISHED");
	assert_string_equal(tb_kernel_state_name(7), "TCP_CLOSE");
	assert_string_equal(tb_kernel_state_name(12), "TCP_NEW_SYN_RECV");
	assert_null(tb_kernel_state_name(13));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_reason_of_linux_is_known),
		cmocka_unit_test(others_are_not),
		cmocka_unit_test(states_have_the_numbers_of_linux),
	};

	return cmocka_run_group_tests_name("kernel_reason", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include "flow/roles.h"

/* Ports that servers listen on although they are not below 1024. */
static const uint16_t server_ports[] = {
	1080, 1433, 1521, 1883, 2049, 2181, 2375, 2379, 2380, 3000, 3128, 3260, 3306, 3389,
	4222, 5000, 5060, 5222, 5432, 5601, 5672, 5900, 5984, 6379, 6432, 6443, 7000, 7001,
	8000, 8008, 8080, 8081, 8086, 8088, 8443, 8883, 8888, 9000, 9042, 9090, 9092, 9093,
	9100, 9200, 9300, 9418, 9999, 10250, 11211, 15672, 25565, 26257, 27017, 50051,
};

enum { EPHEMERAL = 32768 };	/* where Linux begins; IANA says 49152 (RFC 6335) */

/* How much like a server's a port looks. */
static unsigned likeness(uint16_t port)
{
	if (port < 1024)
		return 3;
	for (size_t i = 0; i < sizeof(server_ports) / sizeof(server_ports[0]); i++)
		if (server_ports[i] == port)
			return 2;
	return port < EPHEMERAL ? 1 : 0;
}

void tb_roles_infer(struct tb_flow *f, const struct tb_app_pool *pool)
{
	struct tb_app_view view;
	unsigned like[2];

	if (f->roles == TB_ROLES_HANDSHAKE)
		return;
	for (unsigned d = 0; d < 2; d++)
		like[d] = likeness(f->key.port[d]);
	tb_app_view(&f->app, pool, f->client, &view);
	if (view.client >= 0) {
		f->client = view.client != 0;
		f->roles = TB_ROLES_INFERRED;
	} else if (like[0] != like[1]) {
		f->client = like[0] > like[1];
		f->roles = TB_ROLES_INFERRED;
	}
}

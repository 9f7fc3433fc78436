/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * roles.h - which end is the client, where no handshake was seen
 */
#ifndef TB_FLOW_ROLES_H
#define TB_FLOW_ROLES_H

#include "flow/record.h"

/* Sets client and roles of a flow whose roles are not known by its handshake: by
 * what was said, else by the ports. */
void tb_roles_infer(struct tb_flow *f, const struct tb_app_pool *pool);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * link_types.h - the first headers of frames, one function a link type; the rows that
 * name them are in link.c
 */
#ifndef TB_WIRE_LINK_TYPES_H
#define TB_WIRE_LINK_TYPES_H

#include "wire/walk.h"

/* link_cooked.c */
enum tb_decode tb_link_sll(struct tb_walk *w);
enum tb_decode tb_link_sll2(struct tb_walk *w);
enum tb_decode tb_link_null(struct tb_walk *w);
enum tb_decode tb_link_loop(struct tb_walk *w);

/* link_llc.c */
enum tb_decode tb_link_fddi(struct tb_walk *w);
enum tb_decode tb_link_token_ring(struct tb_walk *w);
enum tb_decode tb_link_ip_over_fc(struct tb_walk *w);
enum tb_decode tb_link_cisco_hdlc(struct tb_walk *w);
enum tb_decode tb_link_ppp_serial(struct tb_walk *w);
enum tb_decode tb_link_ppp_with_direction(struct tb_walk *w);
enum tb_decode tb_link_ppp_pppd(struct tb_walk *w);
enum tb_decode tb_link_frame_relay(struct tb_walk *w);
enum tb_decode tb_link_firewire(struct tb_walk *w);

/* link_wifi.c */
enum tb_decode tb_link_wifi(struct tb_walk *w);
/* Some access points exchange the bytes of frame control: takes it either way. */
enum tb_decode tb_link_wifi_swapped(struct tb_walk *w);
enum tb_decode tb_link_radiotap(struct tb_walk *w);
enum tb_decode tb_link_prism(struct tb_walk *w);
enum tb_decode tb_link_avs(struct tb_walk *w);

/* link_meta.c: records of a packet filter or a host about a packet */
enum tb_decode tb_link_ppi(struct tb_walk *w);
enum tb_decode tb_link_pktap(struct tb_walk *w);
enum tb_decode tb_link_nflog(struct tb_walk *w);
enum tb_decode tb_link_pflog(struct tb_walk *w);
enum tb_decode tb_link_ipnet(struct tb_walk *w);
enum tb_decode tb_link_enc(struct tb_walk *w);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* timers.c - timers that end connections, by length */
#include "knowledge/timers.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* Rows are short this way. */
#define S(seconds) (INT64_C(seconds) * TB_SECOND)
enum {
	FIN_C = TB_CLOSE_FIN_CLIENT,
	FIN_S = TB_CLOSE_FIN_SERVER,
	RST = TB_CLOSE_RST,
	BOTH = TB_CLOSE_RST_BOTH,
	NEXT = TB_CLOSE_RST_NEXT,
	SILENT = TB_CLOSE_SILENT,
	ERROR = TB_CLOSE_ERROR,
	NONE = 0
};
enum {
	CLIENT = TB_TIMER_CLIENT,
	SERVER = TB_TIMER_SERVER,
	EITHER = TB_TIMER_EITHER,
	BETWEEN = TB_TIMER_BETWEEN
};
enum {
	IDLE = TB_WAIT_IDLE,
	ASKED = TB_WAIT_ASKED,
	ANY = IDLE | ASKED,
	OTHER = TB_WAIT_OTHER
};
enum { DOC = TB_TIMER_DOCUMENTED, SEEN = TB_TIMER_SEEN, SAID = TB_TIMER_REPUTED };

/* Shortest first. */
static const struct tb_timer timers[] = {
	{ S(2), "gunicorn keepalive", FIN_S, SERVER, IDLE, DOC },
	{ S(5), "Apache httpd KeepAliveTimeout", FIN_S, SERVER, IDLE, DOC },
	{ S(5), "uvicorn timeout_keep_alive", FIN_S, SERVER, IDLE, DOC },
	{ S(5), "Node.js keepAliveTimeout", FIN_S, SERVER, IDLE, DOC },
	{ S(5), "CloudFront origin keep-alive", FIN_C, CLIENT, IDLE, DOC },
	{ S(5), "hypercorn keep_alive_timeout", FIN_S, SERVER, IDLE, SAID },
	{ S(5), "Varnish timeout_idle", FIN_S, SERVER, IDLE, SAID },
	{ S(5), "Java HttpURLConnection keep-alive cache", FIN_C, CLIENT, IDLE, SAID },
	{ S(6), "Node.js 24 keepAliveTimeout with its buffer", FIN_S, SERVER, IDLE, SEEN },
	{ S(10), "NetScaler half-close cleanup", BOTH, BETWEEN, OTHER, DOC },
	{ S(10), "MySQL connect_timeout", NONE, SERVER, OTHER, DOC },
	{ S(10), "Linux conntrack, after a close", SILENT, BETWEEN, OTHER, DOC },
	{ S(10), "AWS ALB, TLS handshake with a target", NONE, CLIENT, OTHER, DOC },
	{ S(15), "Envoy route timeout", RST | ERROR, BETWEEN, ASKED, SEEN },
	{ S(15), "aiohttp client keepalive_timeout", FIN_C, CLIENT, IDLE, SEEN },
	{ S(15), "Go dialer TCP keepalive, idle and interval", NONE, CLIENT, OTHER, SEEN },
	{ S(15), "macOS maximum segment lifetime", NONE, EITHER, OTHER, SAID },
	{ S(19), "Cloudflare connect to origin", NONE, CLIENT, OTHER, DOC },
	{ S(20), "Tomcat connectionTimeout as shipped, keepAliveTimeout", FIN_S, SERVER, IDLE, DOC },
	{ S(20), "Puma persistent_timeout", FIN_S, SERVER, IDLE, SAID },
	{ S(20), "Juniper SRX initial timeout", SILENT, BETWEEN, OTHER, DOC },
	{ S(21), "Windows connect", SILENT, CLIENT, OTHER, DOC },
	{ S(25), "Check Point TCP start", SILENT, BETWEEN, OTHER, DOC },
	{ S(29), "AWS API Gateway integration", ERROR, BETWEEN, ASKED, SAID },
	{ S(30), "Kestrel RequestHeadersTimeout", NONE, SERVER, ASKED, DOC },
	{ S(30), "Linux nftables flowtable", NONE, BETWEEN, ANY, DOC },
	{ S(30), "Cisco ASA embryonic connection", SILENT, BETWEEN, OTHER, DOC },
	{ S(30), "gunicorn worker timeout", RST | FIN_S, SERVER, ASKED, DOC },
	{ S(30), "Java java.net.http keepalive", FIN_C, CLIENT, IDLE, DOC },
	{ S(30), "Azure NAT gateway, half open", NONE, BETWEEN, OTHER, DOC },
	{ S(30), "Jetty idleTimeout", FIN_S, SERVER, IDLE, SAID },
	{ S(60), "AWS ALB idle timeout", FIN_C | FIN_S, BETWEEN, ANY, DOC },
	{ S(60), "nginx proxy_read_timeout", FIN_C | ERROR, BETWEEN, ASKED, DOC },
	{ S(60), "nginx proxy_send_timeout", FIN_C | ERROR, BETWEEN, ASKED, DOC },
	{ S(60), "nginx proxy_connect_timeout", ERROR, BETWEEN, OTHER, DOC },
	{ S(60), "nginx client_header_timeout", NONE, SERVER, ASKED, DOC },
	{ S(60), "nginx client_body_timeout", NONE, SERVER, ASKED, DOC },
	{ S(60), "nginx upstream keepalive_timeout", FIN_C, CLIENT, IDLE, DOC },
	{ S(60), "Apache httpd Timeout", NONE, SERVER, ASKED, DOC },
	{ S(60), "Node.js headersTimeout", NONE, SERVER, ASKED, DOC },
	{ S(60), "Linux tcp_fin_timeout", NEXT, EITHER, OTHER, DOC },
	{ S(60), ".NET PooledConnectionIdleTimeout", FIN_C, CLIENT, IDLE, DOC },
	{ S(60), "macOS FIN-WAIT-2", NEXT, EITHER, OTHER, SAID },
	{ S(60), "RabbitMQ heartbeat", NONE, SERVER, ANY, SAID },
	{ S(60), "AsyncHttpClient pooled connection idle", FIN_C, CLIENT, IDLE, SAID },
	{ S(63), "Linux tcp_synack_retries", SILENT, SERVER, OTHER, DOC },
	{ S(75), "nginx keepalive_timeout", FIN_S, SERVER, IDLE, DOC },
	{ S(75), "Linux tcp_keepalive_intvl", NONE, EITHER, OTHER, DOC },
	{ S(75), "macOS and BSD connect", SILENT, CLIENT, OTHER, DOC },
	{ S(90), "Cloudflare, ACK by origin", NONE, CLIENT, OTHER, DOC },
	{ S(90), "Go http.Transport IdleConnTimeout", FIN_C, CLIENT, IDLE, SEEN },
	{ S(90), "GFW, residual blocking", BOTH, BETWEEN, OTHER, SAID },
	{ S(100), "Cloudflare origin read, older setups", FIN_C | ERROR, CLIENT, ASKED, DOC },
	{ S(120), "Cloudflare origin read", FIN_C | ERROR, CLIENT, ASKED, DOC },
	{ S(120), "IIS HTTP.sys connectionTimeout", FIN_S | RST, SERVER, IDLE, DOC },
	{ S(120), "NetScaler half-open cleanup", RST, BETWEEN, OTHER, SAID },
	{ S(127), "Linux tcp_syn_retries", SILENT, CLIENT, OTHER, DOC },
	{ S(130), "Kestrel KeepAliveTimeout", FIN_S, SERVER, IDLE, DOC },
	{ S(131), "Linux tcp_syn_retries, newer kernels", SILENT, CLIENT, OTHER, DOC },
	{ S(180), "Traefik idleTimeout", FIN_S, SERVER, IDLE, DOC },
	{ S(180), "NetScaler cltTimeout", RST, BETWEEN, ANY, SEEN },
	{ S(230), "Azure App Service request", NONE, BETWEEN, ASKED, DOC },
	{ S(240), "Azure Load Balancer idle timeout", SILENT | BOTH, BETWEEN, ANY, DOC },
	{ S(240), "Azure NAT gateway idle timeout", NEXT, BETWEEN, ANY, DOC },
	{ S(300), "OCI load balancer, backend", NONE, CLIENT, IDLE, DOC },
	{ S(300), "Linux conntrack, unacknowledged data", SILENT, BETWEEN, OTHER, DOC },
	{ S(300), "F5 BIG-IP idle timeout", BOTH, BETWEEN, ANY, SEEN },
	{ S(300), "Node.js requestTimeout", NONE, SERVER, ASKED, SEEN },
	{ S(300), "OkHttp connection pool", FIN_C, CLIENT, IDLE, SEEN },
	{ S(300), "Chrome idle socket", FIN_C, CLIENT, IDLE, SAID },
	{ S(300), "Redis tcp-keepalive", NONE, SERVER, OTHER, SAID },
	{ S(300), "Postfix smtpd_timeout", FIN_S, SERVER, IDLE, SAID },
	{ S(300), "NetScaler cltTimeout and zombie cleanup", RST, BETWEEN, ANY, SEEN },
	{ S(350), "AWS NLB idle timeout", NEXT, BETWEEN, ANY, DOC },
	{ S(350), "AWS NAT gateway idle timeout", NEXT, BETWEEN, ANY, DOC },
	{ S(350), "AWS Gateway Load Balancer idle timeout", SILENT | NEXT, BETWEEN, ANY, DOC },
	{ S(350), "AWS Network Firewall idle timeout", SILENT, BETWEEN, ANY, DOC },
	{ S(350), "EC2 security group tracking on Nitro v6", SILENT, BETWEEN, ANY, DOC },
	{ S(360), "NetScaler svrTimeout", RST, BETWEEN, ANY, SEEN },
	{ S(400), "Cloudflare client idle", FIN_S, SERVER, IDLE, DOC },
	{ S(480), "Solaris tcp_ip_abort_interval", RST | SILENT, EITHER, OTHER, SAID },
	{ S(540), "Kafka client connections.max.idle.ms", FIN_C, CLIENT, ANY, SEEN },
	{ S(600), "GCP load balancer, backend keepalive", FIN_C, CLIENT, IDLE, DOC },
	{ S(600), "GCP VPC connection tracking", SILENT, BETWEEN, ANY, DOC },
	{ S(600), "Cisco ASA half-closed connection", SILENT, BETWEEN, OTHER, DOC },
	{ S(600), "Kafka broker connections.max.idle.ms", FIN_S, SERVER, IDLE, SEEN },
	{ S(600), "PgBouncer server_idle_timeout", FIN_C, CLIENT, IDLE, SAID },
	{ S(610), "GCP load balancer, client keepalive", FIN_S, SERVER, IDLE, DOC },
	{ S(900), "Cloudflare origin idle", FIN_C, CLIENT, IDLE, DOC },
	{ S(900), "Active Directory LDAP MaxConnIdleTime", FIN_S, SERVER, IDLE, SAID },
	{ S(900), "Windows SMB autodisconnect", FIN_S, SERVER, IDLE, SAID },
	{ 924600 * TB_MILLISECOND, "Linux tcp_retries2", SILENT, EITHER, OTHER, DOC },
	{ S(1800), "Juniper SRX TCP session", SILENT | NEXT, BETWEEN, ANY, DOC },
	{ S(3600), "Cisco ASA timeout conn", SILENT | BOTH, BETWEEN, ANY, DOC },
	{ S(3600), "FortiGate session-ttl", SILENT | BOTH, BETWEEN, ANY, DOC },
	{ S(3600), "Check Point TCP session", SILENT | BOTH, BETWEEN, ANY, DOC },
	{ S(3600), "Envoy HTTP idle_timeout", FIN_C | FIN_S, BETWEEN, IDLE, DOC },
	{ S(3600), "PAN-OS TCP session", SILENT, BETWEEN, ANY, SAID },
	{ S(7200), "first TCP keepalive probe", NONE, EITHER, OTHER, DOC },
	{ S(7210), "Windows TCP keepalive", RST, EITHER, ANY, SAID },
	{ S(7800), "macOS TCP keepalive", RST, EITHER, ANY, DOC },
	{ S(7875), "Linux TCP keepalive", RST, EITHER, ANY, DOC },
	{ S(9000), "NetScaler global TCP idle timeout", RST, BETWEEN, ANY, DOC },
	{ S(28800), "MySQL and MariaDB wait_timeout", FIN_S | NEXT, SERVER, IDLE, DOC },
	{ S(28800), "MySQL and MariaDB interactive_timeout", FIN_S | NEXT, SERVER, IDLE, DOC },
	{ S(86400), "kube-proxy conntrack, established", SILENT | NEXT, BETWEEN, ANY, SAID },
	{ S(432000), "Linux conntrack, established", SILENT | NEXT, BETWEEN, ANY, DOC },
	{ S(432000), "EC2 security group tracking, older types", SILENT | NEXT, BETWEEN, ANY, DOC },
};

static tb_span distance(const struct tb_timer *t, tb_span span)
{
	return t->span < span ? span - t->span : t->span - span;
}

/* What fires too early has run since shortly before the last words, or by a coarse clock. */
static tb_span earliest(const struct tb_timer *t)
{
	return t->span - t->span / 200;
}

/* What fires late was scheduled so, and its message had a way to go. */
static tb_span latest(const struct tb_timer *t)
{
	tb_span least = 50 * TB_MILLISECOND, share = t->span / 50;

	return t->span + (share > least ? share : least);
}

static bool fits(const struct tb_timer *t, const struct tb_expiry *s)
{
	return s->shortest >= earliest(t) && s->longest - s->late <= latest(t) &&
	       (s->close == 0 || (t->close & s->close) != 0) &&
	       (1U << t->at & s->at) != 0 && (t->wait & s->wait) != 0;
}

static bool is_better(const struct tb_timer *a, const struct tb_timer *b, tb_span span)
{
	tb_span of_a = distance(a, span), of_b = distance(b, span);

	return of_a != of_b ? of_a < of_b : a->source < b->source;
}

/* Into its place among the n found; what is then too much falls off the end. */
static size_t insert(const struct tb_timer **found, size_t n, size_t most,
		     const struct tb_timer *t, tb_span span)
{
	size_t at = n < most ? n : most;

	for (; at > 0 && is_better(t, found[at - 1], span); at--)
		if (at < most)
			found[at] = found[at - 1];
	if (at < most)
		found[at] = t;
	return n < most ? n + 1 : most;
}

size_t tb_timer_find(const struct tb_expiry *s, const struct tb_timer **found, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < COUNT_OF(timers) && earliest(&timers[i]) <= s->shortest; i++)
		if (fits(&timers[i], s))
			n = insert(found, n, most, &timers[i], s->shortest);
	return n;
}

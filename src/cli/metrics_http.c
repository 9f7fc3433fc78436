/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * metrics_http.c - answers a scraper
 *
 * libmicrohttpd does HTTP, in our thread: it gives one descriptor (of epoll), which stands beside
 * the interface in the set that the live loop polls, and is run when that has something.  So
 * nothing needs a lock, and a client can take no more of us than its connections: few, with a
 * time limit, and little memory each.
 *
 * The library is loaded when it is asked for: it brings a dozen others (of TLS, above all), which
 * would make each run begin 2 ms later and take 2.4 MB more.
 */
#define _GNU_SOURCE
#include "metrics_http.h"

#ifdef TB_HAVE_MICROHTTPD

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "message.h"

enum {
	MOST_CONNECTIONS = 64,
	MOST_OF_ONE_ADDRESS = 32,	/* local ones have one address, whoever makes them */
	PATIENCE = 2,		/* s that a connection may be silent */
	MEMORY_EACH = 16 << 10	/* bytes of a connection for headers and the like */
};

/* What is used of it.  X(name): the function MHD_name. */
#define FUNCTIONS(X) \
	X(start_daemon) X(stop_daemon) X(get_daemon_info) X(run) X(get_timeout) \
	X(create_response_from_buffer) X(add_response_header) X(queue_response) \
	X(destroy_response) X(lookup_connection_value)

static struct {
#define X(name) __typeof__(MHD_##name) *name;
	FUNCTIONS(X)
#undef X
} mhd;

/* Why not, or NULL. */
static const char *load_library(void)
{
	void *library = dlopen("libmicrohttpd.so.12", RTLD_NOW);

	if (library == NULL)
		return dlerror();
#define X(name) \
	*(void **)&mhd.name = dlsym(library, "MHD_" #name); \
	if (mhd.name == NULL) \
		return dlerror();
	FUNCTIONS(X)
#undef X
	return NULL;
}

struct tb_metrics_http {
	struct MHD_Daemon *daemon;
	tb_metrics_tell *tell;
	void *user;
	int fd;
};

static enum MHD_Result answer(struct MHD_Connection *c, unsigned status, char *body, size_t n,
			      enum MHD_ResponseMemoryMode memory, const char *type)
{
	struct MHD_Response *r = mhd.create_response_from_buffer(n, body, memory);
	enum MHD_Result result;

	if (r == NULL) {
		if (memory == MHD_RESPMEM_MUST_FREE)
			free(body);
		return MHD_NO;
	}
	mhd.add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	result = mhd.queue_response(c, status, r);
	mhd.destroy_response(r);
	return result;
}

static enum MHD_Result refuse(struct MHD_Connection *c, unsigned status, const char *why)
{
	return answer(c, status, (char *)(uintptr_t)why, strlen(why), MHD_RESPMEM_PERSISTENT,
		      "text/plain; charset=utf-8");
}

static enum tb_metrics_form form_for(struct MHD_Connection *c)
{
	const char *accept = mhd.lookup_connection_value(c, MHD_HEADER_KIND,
							 MHD_HTTP_HEADER_ACCEPT);

	return accept != NULL && strstr(accept, "application/openmetrics-text") != NULL
		       ? TB_METRICS_OPENMETRICS
		       : TB_METRICS_PROMETHEUS;
}

static enum MHD_Result answer_metrics(const struct tb_metrics_http *h, struct MHD_Connection *c)
{
	enum tb_metrics_form form = form_for(c);
	char buf[4096], *body = NULL;
	struct tb_text t;
	size_t n = 0;
	FILE *out = open_memstream(&body, &n);
	bool broken;

	if (out == NULL)
		return MHD_NO;
	tb_text_init(&t, buf, sizeof(buf), out);
	h->tell(h->user, form, &t);
	tb_text_flush(&t);
	broken = ferror(out);
	if (fclose(out) != 0 || broken) {
		free(body);
		return MHD_NO;
	}
	return answer(c, MHD_HTTP_OK, body, n, MHD_RESPMEM_MUST_FREE,
		      tb_metrics_content_type(form));
}

static enum MHD_Result on_request(void *user, struct MHD_Connection *c, const char *url,
				  const char *method, const char *version, const char *upload,
				  size_t *upload_size, void **state)
{
	static char seen;

	(void)version;
	(void)upload;
	if (*state == NULL) {	/* the header is there; the answer comes after the body */
		*state = &seen;
		return MHD_YES;
	}
	if (*upload_size != 0) {
		*upload_size = 0;
		return MHD_YES;
	}
	if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
		return refuse(c, MHD_HTTP_METHOD_NOT_ALLOWED, "only GET\n");
	if (strcmp(url, "/metrics") != 0)
		return refuse(c, MHD_HTTP_NOT_FOUND, "see /metrics\n");
	return answer_metrics(user, c);
}

/* What the library says of its clients would fill a log: a stranger could make it so. */
static void on_message(void *user, const char *format, va_list args)
{
	(void)user;
	(void)format;
	(void)args;
}

/* The number behind the last colon, or all of it. */
static bool read_port(const char *text, in_port_t *port)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end != '\0' || n == 0 || n > UINT16_MAX)
		return false;
	*port = htons((uint16_t)n);
	return true;
}

/* An address in front of the port: nothing is loopback's. */
static bool read_address(const char *at, struct sockaddr_storage *to)
{
	const char *colon = strrchr(at, ':');
	size_t n = colon == NULL ? 0 : (size_t)(colon - at);
	struct sockaddr_in *v4 = (struct sockaddr_in *)to;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)to;
	char address[INET6_ADDRSTRLEN + 2];
	in_port_t port;

	if (n >= sizeof(address) || !read_port(colon == NULL ? at : colon + 1, &port))
		return false;
	snprintf(address, sizeof(address), "%.*s", (int)n, at);
	memset(to, 0, sizeof(*to));
	if (n > 2 && address[0] == '[' && address[n - 1] == ']') {
		address[n - 1] = '\0';
		v6->sin6_family = AF_INET6;
		v6->sin6_port = port;
		return inet_pton(AF_INET6, address + 1, &v6->sin6_addr) == 1;
	}
	v4->sin_family = AF_INET;
	v4->sin_port = port;
	return inet_pton(AF_INET, n == 0 ? "127.0.0.1" : address, &v4->sin_addr) == 1;
}

static struct MHD_Daemon *start(struct tb_metrics_http *h, struct sockaddr_storage *to)
{
	unsigned flags = MHD_USE_EPOLL | MHD_USE_ERROR_LOG;

	if (to->ss_family == AF_INET6)
		flags |= MHD_USE_IPv6;
	return mhd.start_daemon(flags, 0, NULL, NULL, on_request, h,
				MHD_OPTION_EXTERNAL_LOGGER, on_message, NULL,
				MHD_OPTION_SOCK_ADDR, (struct sockaddr *)to,
				MHD_OPTION_CONNECTION_LIMIT, (unsigned)MOST_CONNECTIONS,
				MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)MOST_OF_ONE_ADDRESS,
				MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)PATIENCE,
				MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY_EACH,
				MHD_OPTION_END);
}

struct tb_metrics_http *tb_metrics_http_open(const char *at, tb_metrics_tell *tell, void *user)
{
	struct tb_metrics_http *h = calloc(1, sizeof(*h));
	const union MHD_DaemonInfo *info;
	struct sockaddr_storage to;
	const char *why;

	if (h == NULL || !read_address(at, &to)) {
		tb_say(h == NULL ? "no memory for --metrics-listen"
				 : "--metrics-listen %s: no ADDRESS:PORT in numbers", at);
		free(h);
		return NULL;
	}
	why = load_library();
	if (why != NULL) {
		tb_say("--metrics-listen %s: %s", at, why);
		free(h);
		return NULL;
	}
	tzset();	/* for Date: gmtime_r() reads the zone at its first call, and may not later */
	h->tell = tell;
	h->user = user;
	errno = 0;
	h->daemon = start(h, &to);
	info = h->daemon == NULL ? NULL
				 : mhd.get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	if (info == NULL) {
		tb_say("--metrics-listen %s: %s", at, errno ? strerror(errno) : "cannot listen");
		tb_metrics_http_close(h);
		return NULL;
	}
	h->fd = info->epoll_fd;
	return h;
}

void tb_metrics_http_close(struct tb_metrics_http *h)
{
	if (h == NULL)
		return;
	if (h->daemon != NULL)
		mhd.stop_daemon(h->daemon);
	free(h);
}

int tb_metrics_http_fd(const struct tb_metrics_http *h)
{
	return h == NULL ? -1 : h->fd;
}

int64_t tb_metrics_http_run(struct tb_metrics_http *h)
{
	MHD_UNSIGNED_LONG_LONG ms;

	if (h == NULL)
		return -1;
	mhd.run(h->daemon);
	return mhd.get_timeout(h->daemon, &ms) == MHD_YES ? (int64_t)ms * INT64_C(1000000) : -1;
}

#else

#include <stddef.h>

#include "message.h"

struct tb_metrics_http *tb_metrics_http_open(const char *at, tb_metrics_tell *tell, void *user)
{
	(void)tell;
	(void)user;
	tb_say("--metrics-listen %s: this program was built without libmicrohttpd", at);
	return NULL;
}

void tb_metrics_http_close(struct tb_metrics_http *h)
{
	(void)h;
}

int tb_metrics_http_fd(const struct tb_metrics_http *h)
{
	(void)h;
	return -1;
}

int64_t tb_metrics_http_run(struct tb_metrics_http *h)
{
	(void)h;
	return -1;
}

#endif

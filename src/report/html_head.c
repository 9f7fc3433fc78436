/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * html_head.c - what stands before a report and behind it
 *
 * The page asks for nothing: its policy (Content Security Policy Level 3) allows one style and
 * one script, which are in it and known by their SHA-256, and nothing else, not even what is
 * written into attributes.  So whatever got past the escaping could still do nothing.
 */
#include <sha2.h>

#include "report/html.h"

enum { BASE64 = (SHA256_DIGEST_LENGTH + 2) / 3 * 4 };

/* RFC 4648 section 4, of a digest. */
static void base64(struct tb_text *t, const uint8_t digest[SHA256_DIGEST_LENGTH])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789+/";

	for (size_t i = 0; i < BASE64; i++) {
		size_t bit = i * 6, at = bit / 8;
		unsigned two = 0;

		if (at >= SHA256_DIGEST_LENGTH) {
			tb_text_char(t, '=');
			continue;
		}
		two = (unsigned)digest[at] << 8;
		if (at + 1 < SHA256_DIGEST_LENGTH)
			two |= digest[at + 1];
		tb_text_char(t, digits[two >> (10 - bit % 8) & 63]);
	}
}

/* A directive that allows what has these bytes. */
static void allow(struct tb_text *t, const char *directive, const char *bytes, size_t n)
{
	uint8_t digest[SHA256_DIGEST_LENGTH];
	SHA2_CTX sha;

	SHA256Init(&sha);
	SHA256Update(&sha, (const uint8_t *)bytes, n);
	SHA256Final(digest, &sha);
	tb_text_str(t, directive);
	tb_text_str(t, " 'sha256-");
	base64(t, digest);
	tb_text_str(t, "'; ");
}

static void policy(struct tb_text *t)
{
	tb_text_str(t, "<meta http-equiv=\"Content-Security-Policy\" "
		       "content=\"default-src 'none'; ");
	allow(t, "style-src", tb_html_style, tb_html_style_len);
	allow(t, "script-src", tb_html_script, tb_html_script_len);
	tb_text_str(t, "base-uri 'none'; form-action 'none'\">\n");
}

static void title(struct tb_text *t, const struct tb_report_options *o)
{
	char buf[1024];
	struct tb_text name;

	tb_text_str(t, "<title>TCP resets");
	if (o->n_captures > 0) {
		tb_text_init(&name, buf, sizeof(buf), NULL);
		tb_text_shown(&name, o->captures[0].file, strlen(o->captures[0].file));
		tb_text_str(t, " in ");
		tb_text_html(t, buf, tb_text_len(&name));
		if (o->n_captures > 1) {
			tb_text_str(t, " and ");
			tb_text_u64(t, o->n_captures - 1);
			tb_text_str(t, " more");
		}
	}
	tb_text_str(t, "</title>\n");
}

/* What ladders are drawn with. */
static const char pieces[] =
	"<svg class=\"pieces\" aria-hidden=\"true\" width=\"0\" height=\"0\"><defs>\n"
	"<g id=\"right\"><line x1=\"24%\" x2=\"76%\" y1=\"19\" y2=\"19\"/>"
	"<svg x=\"76%\" y=\"19\" overflow=\"visible\"><path d=\"M-9-4 0 0-9 4z\"/></svg></g>\n"
	"<g id=\"left\"><line x1=\"24%\" x2=\"76%\" y1=\"19\" y2=\"19\"/>"
	"<svg x=\"24%\" y=\"19\" overflow=\"visible\"><path d=\"M9-4 0 0 9 4z\"/></svg></g>\n"
	"<g id=\"lines\"><line x1=\"24%\" x2=\"24%\" y1=\"18\" y2=\"100%\"/>"
	"<line x1=\"76%\" x2=\"76%\" y1=\"18\" y2=\"100%\"/></g>\n"
	"<line id=\"axis\" x2=\"100%\" y1=\"46\" y2=\"46\"/>\n"
	"</defs></svg>\n";

void tb_html_head(struct tb_text *t, const struct tb_report_options *o)
{
	tb_text_str(t, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
	policy(t);
	tb_text_str(t, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		       "<meta name=\"generator\" content=\"tcpblame " TB_VERSION "\">\n");
	title(t, o);
	tb_text_str(t, "<style>");
	tb_text_bytes(t, tb_html_style, tb_html_style_len);
	tb_text_str(t, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#resets\">"
		       "Skip to the resets</a>\n");
	tb_text_str(t, pieces);
}

void tb_html_controls(struct tb_text *t)
{
	tb_text_str(t,
		    "<h2>resets</h2>\n<form id=\"choose\" role=\"search\" aria-label=\"Choose resets\">\n"
		    "<label>Cause <select name=\"cause\"><option value=\"\">any</select></label>\n"
		    "<label>Made by <select name=\"origin\"><option value=\"\">anybody</select>"
		    "</label>\n"
		    "<label>Harm <select name=\"harm\"><option value=\"\">any</select></label>\n"
		    "<label>Endpoint <input name=\"ends\" type=\"search\" autocomplete=\"off\" "
		    "placeholder=\"10.0.0.5:5432\"></label>\n"
		    "<label>Order <select name=\"order\">"
		    "<option value=\"\">the worst first"
		    "<option value=\"time\">time"
		    "<option value=\"cause\">cause"
		    "<option value=\"origin\">made by"
		    "<option value=\"lost\">bytes lost"
		    "<option value=\"ends\">server, client</select></label>\n"
		    "<p><output id=\"count\"></output> <button type=\"button\" id=\"open\">"
		    "Open all shown</button> <button type=\"button\" id=\"shut\">Close all"
		    "</button></p>\n</form>\n");
}

/* What somebody who was not there needs to read and to check it. */
static const char help[] =
	"<details class=\"help\"><summary>How to read this and how to check it</summary>\n"
	"<p>A reset is one ending of one TCP connection by one or more RST segments. Frames are "
	"numbered as Wireshark numbers them: open the capture, paste the filter of a reset, and go "
	"to the frame. Numbers in brackets, as (0.92), say how sure a statement is, from 0 to 1: "
	"from 0.9 on it is called almost certain and told as a fact, from 0.6 on likely, below "
	"possible.</p>\n"
	"<p>In the pictures each arrow is a segment: its flags (S SYN, F FIN, R RST, P PSH, . "
	"ACK), the first sequence number and the one behind the last, counted from the first that "
	"was seen of that side, what it acknowledges, and how much payload it bears. Times are "
	"those of the capture, before (-) or after (+) the deciding RST. States are those of RFC "
	"9293 after the segment, as far as the capture tells.</p>\n"
	"<p>Disruptive: something was lost, or a request was left open. Benign: nothing was. "
	"Errors are those that applications meet if they go on using the connection as they "
	"did.</p>\n</details>\n";

void tb_html_foot(struct tb_text *t)
{
	tb_text_str(t, help);
	tb_text_str(t, "<footer>Made by tcpblame " TB_VERSION ". This page asks for nothing from "
		       "the network.</footer>\n</main>\n<script>");
	tb_text_bytes(t, tb_html_script, tb_html_script_len);
	tb_text_str(t, "</script>\n</body>\n</html>\n");
}

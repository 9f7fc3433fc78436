/* SPDX-License-Identifier: BSD-3-Clause */
/* moment_form.c - taking the parts of a time off a text, a function a letter */
#include "join/moment_form.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum { FIRST_YEAR = 1970, LAST_YEAR = 2100 };
#define LAST_TIME UINT64_C(4100000000000000000)	/* nanoseconds; about as far */

/* A number of least to most digits; -1: there is none. */
static int number(struct tb_reader *r, unsigned least, unsigned most)
{
	int value = 0;
	unsigned n = 0;

	for (; n < most && rd_is_digit(rd_peek(r, n)); n++)
		value = 10 * value + rd_peek(r, n) - '0';
	if (n < least)
		return -1;
	rd_skip(r, n);
	return value;
}

static bool take_into(struct tb_moment_parts *p, int *to, unsigned least, unsigned most, int low,
		      int high)
{
	*to = number(&p->in, least, most);
	return *to >= low && *to <= high;
}

static bool take_year(struct tb_moment_parts *p)
{
	return take_into(p, &p->year, 4, 4, FIRST_YEAR, LAST_YEAR);
}

static bool take_short_year(struct tb_moment_parts *p)
{
	bool good = take_into(p, &p->year, 2, 2, 0, 99);

	p->year += 2000;
	return good;
}

static bool take_month(struct tb_moment_parts *p)
{
	return take_into(p, &p->month, 1, 2, 1, 12);
}

static bool take_wide_month(struct tb_moment_parts *p)
{
	return take_into(p, &p->month, 2, 2, 1, 12);
}

static bool take_month_name(struct tb_moment_parts *p)
{
	static const char names[][4] = { "jan", "feb", "mar", "apr", "may", "jun",
					 "jul", "aug", "sep", "oct", "nov", "dec" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (rd_icase(&p->in, names[i])) {
			p->month = (int)i + 1;
			return true;
		}
	return false;
}

static bool take_weekday(struct tb_moment_parts *p)
{
	static const char names[][4] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (rd_icase(&p->in, names[i]))
			return true;
	return false;
}

static bool take_day(struct tb_moment_parts *p)
{
	return take_into(p, &p->day, 1, 2, 1, 31);
}

static bool take_wide_day(struct tb_moment_parts *p)
{
	return take_into(p, &p->day, 2, 2, 1, 31);
}

static bool take_hour(struct tb_moment_parts *p)
{
	return take_into(p, &p->hour, 1, 2, 0, 23);
}

static bool take_wide_hour(struct tb_moment_parts *p)
{
	return take_into(p, &p->hour, 2, 2, 0, 23);
}

static bool take_minute(struct tb_moment_parts *p)
{
	return take_into(p, &p->minute, 2, 2, 0, 59);
}

/* 60: a leap second. */
static bool take_second(struct tb_moment_parts *p)
{
	return take_into(p, &p->second, 2, 2, 0, 60);
}

/* Digits of which the first is worth unit; beyond nanoseconds they are passed over. */
static void take_decimals(struct tb_moment_parts *p, tb_span unit)
{
	p->fraction = 0;
	for (; rd_is_digit(rd_peek(&p->in, 0)); unit /= 10) {
		p->fraction += (rd_u8(&p->in) - '0') * unit;
		p->precision = unit > 0 ? unit : 1;
	}
}

static bool take_fraction(struct tb_moment_parts *p)
{
	int mark = rd_peek(&p->in, 0);

	if ((mark == '.' || mark == ',') && rd_is_digit(rd_peek(&p->in, 1))) {
		rd_skip(&p->in, 1);
		take_decimals(p, TB_SECOND / 10);
	}
	return true;
}

static bool take_half(struct tb_moment_parts *p)
{
	struct tb_reader before = p->in;

	if (rd_peek(&p->in, 0) == ' ')
		rd_skip(&p->in, 1);
	p->afternoon = rd_icase(&p->in, "pm");
	p->before_noon = !p->afternoon && rd_icase(&p->in, "am");
	if (!p->afternoon && !p->before_noon)
		p->in = before;
	return true;
}

static const struct {
	const char *name;
	int hours;
} zones[] = {
	{ "utc", 0 }, { "gmt", 0 }, { "z", 0 }, { "edt", -4 }, { "est", -5 }, { "cdt", -5 },
	{ "cst", -6 }, { "mdt", -6 }, { "mst", -7 }, { "pdt", -7 }, { "pst", -8 },
	{ "cest", 2 }, { "cet", 1 }, { "eest", 3 }, { "eet", 2 }, { "msk", 3 }, { "jst", 9 },
};

static bool take_zone_name(struct tb_moment_parts *p)
{
	for (size_t i = 0; i < COUNT_OF(zones); i++) {
		struct tb_reader r = p->in;

		if (!rd_icase(&r, zones[i].name) || rd_is_alnum(rd_peek(&r, 0)))
			continue;
		p->in = r;
		p->zone = zones[i].hours * 3600;
		p->zoned = true;
		return true;
	}
	return false;
}

/* "+02:00", "+0200"; "+02" only where it cannot be something else. */
static bool take_zone_number(struct tb_moment_parts *p, bool close)
{
	struct tb_reader r = p->in;
	int sign = rd_u8(&r) == '-' ? -1 : 1;
	int hours = number(&r, 2, 2);
	bool colon = rd_peek(&r, 0) == ':';

	if (colon)
		rd_skip(&r, 1);
	int minutes = number(&r, 2, 2);
	if (minutes < 0 && close && !colon)
		minutes = 0;
	if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59 || rd_is_digit(rd_peek(&r, 0)))
		return false;
	p->in = r;
	p->zone = sign * (hours * 3600 + minutes * 60);
	p->zoned = true;
	return true;
}

static bool take_zone(struct tb_moment_parts *p)
{
	struct tb_reader before = p->in;
	bool close = rd_peek(&p->in, 0) != ' ';

	if (!close)
		rd_skip(&p->in, 1);
	int mark = rd_peek(&p->in, 0);
	bool good = mark == '+' || mark == '-' ? take_zone_number(p, close)
					       : take_zone_name(p);
	if (!good)
		p->in = before;
	return true;
}

static bool take_blanks(struct tb_moment_parts *p)
{
	bool any = false;

	for (; rd_peek(&p->in, 0) == ' '; any = true)
		rd_skip(&p->in, 1);
	return any;
}

/* What stands between a day and its time; " time=" is FortiGate's. */
static bool take_between(struct tb_moment_parts *p)
{
	return rd_icase(&p->in, " time=") || rd_icase(&p->in, "t") || take_blanks(p);
}

static bool take_severity(struct tb_moment_parts *p)
{
	int c = rd_u8(&p->in);

	return c == 'I' || c == 'W' || c == 'E' || c == 'F';
}

/* Since 1970.  The number of digits says what is counted: 2001 is the first year in which
 * there were ten of them, and there will be ten for 260 years. */
static bool take_count(struct tb_moment_parts *p)
{
	static const struct {
		unsigned digits;
		int64_t unit;
	} units[] = {
		{ 10, TB_SECOND }, { 13, TB_MILLISECOND }, { 16, TB_MICROSECOND }, { 19, 1 },
	};
	unsigned n = 0;
	uint64_t value = 0;

	for (; n < 19 && rd_is_digit(rd_peek(&p->in, 0)); n++)
		value = 10 * value + rd_u8(&p->in) - '0';
	for (size_t i = 0; i < COUNT_OF(units); i++) {
		if (units[i].digits != n || value > LAST_TIME / (uint64_t)units[i].unit)
			continue;
		p->counted = true;
		p->zoned = true;
		p->time.ns = (int64_t)value * units[i].unit;
		p->precision = units[i].unit;
		if (n == 10)
			take_fraction(p);
		return !rd_is_alnum(rd_peek(&p->in, 0));
	}
	return false;
}

static const struct {
	char letter;
	bool (*take)(struct tb_moment_parts *p);
} letters[] = {
	{ 'Y', take_year },	{ 'y', take_short_year }, { 'N', take_month_name },
	{ 'n', take_month },	{ 'm', take_wide_month }, { 'w', take_weekday },
	{ 'D', take_day },	{ 'd', take_wide_day },	  { 'h', take_hour },
	{ 'H', take_wide_hour }, { 'i', take_minute },	  { 's', take_second },
	{ 'f', take_fraction }, { 'p', take_half },	  { 'z', take_zone },
	{ '_', take_blanks },	{ '~', take_between },	  { 'L', take_severity },
	{ 'E', take_count },
};

static bool take(struct tb_moment_parts *p, char letter)
{
	for (size_t i = 0; i < COUNT_OF(letters); i++)
		if (letters[i].letter == letter)
			return letters[i].take(p);
	return rd_lower(rd_u8(&p->in)) == rd_lower(letter);
}

bool tb_moment_fits(const char *form, struct tb_reader in, struct tb_moment_parts *p)
{
	*p = (struct tb_moment_parts){ .in = in, .precision = TB_SECOND };
	for (; *form != '\0'; form++)
		if (!take(p, *form))
			return false;
	return !rd_is_digit(rd_peek(&p->in, 0)) && !p->in.short_read;
}


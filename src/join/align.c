/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * align.c - sums over all assignments that keep the order
 *
 * Let before(i, j) be the sum, over all ways to explain the first i lines by some of the
 * first j resets, of the products of their weights; a line that is about something else
 * counts 1.  Line i is about nothing here, or about one of the j:
 *
 *   before(i, j) = before(i - 1, j) + sum over k <= j of weight(i, k) * before(i - 1, k - 1)
 *
 * after(i, j) is the same for the lines behind i and the resets behind j.  The share of the
 * ways in which line i is about reset j is then before(i - 1, j - 1) * weight(i, j) *
 * after(i, j), over that of all ways.  (It is the forward-backward algorithm of hidden Markov
 * models.)  So ten equal lines and ten equal resets are certain, one line and two equal
 * resets are even.
 *
 * Rows are scaled, as products of many weights would leave what a double can hold; the
 * scale of a row is the same for all that is compared.
 */
#include "join/align.h"

#include <stdlib.h>

/* Divides the row of m + 1 by its greatest value. */
static void scale(double *row, size_t m)
{
	double most = 0;

	for (size_t j = 0; j <= m; j++)
		most = row[j] > most ? row[j] : most;
	for (size_t j = 0; most > 0 && j <= m; j++)
		row[j] /= most;
}

/* before: n rows of m + 1; the row of i lines from that of i - 1. */
static void forward(double *before, const double *weight, size_t n, size_t m)
{
	for (size_t j = 0; j <= m; j++)
		before[j] = 1;
	for (size_t i = 1; i < n; i++) {
		const double *up = before + (i - 1) * (m + 1), *w = weight + (i - 1) * m;
		double *row = before + i * (m + 1), sum = 0;

		row[0] = up[0];
		for (size_t j = 1; j <= m; j++) {
			sum += w[j - 1] * up[j - 1];
			row[j] = up[j] + sum;
		}
		scale(row, m);
	}
}

/* after, of the lines behind i, becomes that of those behind i - 1; w: weights of line i. */
static void backward(double *after, const double *w, size_t m)
{
	double sum = 0, next = after[m];

	for (size_t j = m; j-- > 0;) {
		double old = after[j];

		sum += w[j] * next;
		after[j] = old + sum;
		next = old;
	}
	scale(after, m);
}

/* Weights of a line into probabilities.  before: of the lines before it. */
static void finish_line(double *w, const double *before, const double *after, size_t m)
{
	double all = 0, none = 0;

	/* it is about nothing here: the lines before end somewhere, those behind begin
	 * behind that; each way once, by the last reset that those before use */
	for (size_t j = 0; j <= m; j++)
		none += (before[j] - (j > 0 ? before[j - 1] : 0)) * after[j];
	for (size_t j = 0; j < m; j++) {
		w[j] *= before[j] * after[j + 1];
		all += w[j];
	}
	all += none;
	for (size_t j = 0; j < m; j++)
		w[j] = all > 0 ? w[j] / all : 0;
}

bool tb_align(double *weight, size_t n, size_t m)
{
	double *before = calloc(n * (m + 1), sizeof(*before));
	double *after = calloc(m + 1, sizeof(*after));
	double *w = calloc(m + 1, sizeof(*w));

	if (before != NULL && after != NULL && w != NULL) {
		forward(before, weight, n, m);
		for (size_t j = 0; j <= m; j++)
			after[j] = 1;
		for (size_t i = n; i-- > 0;) {
			double *line = weight + i * m;

			for (size_t j = 0; j < m; j++)
				w[j] = line[j];
			finish_line(line, before + i * (m + 1), after, m);
			backward(after, w, m);
		}
	}
	free(w);
	free(after);
	free(before);
	return before != NULL && after != NULL;
}

/* Plays both sides of a game by an alpha-beta search, four plies deep or as given. */
#include <stdio.h>
#include <stdlib.h>
#include "board.h"

static unsigned long visited;

static int by_capture(const void *a, const void *b)
{
    const struct move *x = a, *y = b;
    int worth_x = x->captured == NONE ? -1 : 8 * x->captured - x->piece;
    int worth_y = y->captured == NONE ? -1 : 8 * y->captured - y->piece;
    return worth_y - worth_x;
}

static int search(const struct board *b, int depth, int alpha, int beta, struct move *best)
{
    struct move moves[MAX_MOVES];
    int n;
    visited++;
    if (depth == 0)
        return board_value(b);
    n = board_moves(b, moves);
    qsort(moves, n, sizeof *moves, by_capture);
    for (int i = 0; i < n && alpha < beta; i++) {
        struct board after = *b;
        int value;
        if (moves[i].captured == KING)
            return 30000 + depth;
        board_play(&after, moves[i]);
        value = -search(&after, depth - 1, -beta, -alpha, 0);
        if (value > alpha) {
            alpha = value;
            if (best)
                *best = moves[i];
        }
    }
    return alpha;
}

static void print_move(struct move m)
{
    printf("%c%c%d%c%c%d\n", "PNBRQK"[m.piece], 'a' + (m.from & 7), 1 + (m.from >> 3),
           m.captured == NONE ? '-' : 'x', 'a' + (m.to & 7), 1 + (m.to >> 3));
}

int main(int argc, char **argv)
{
    struct board b;
    int depth = argc > 1 ? atoi(argv[1]) : 4, plies = argc > 2 ? atoi(argv[2]) : 12;
    board_start(&b);
    for (int i = 0; i < plies; i++) {
        struct move best = { 0, 0, NONE, NONE };
        search(&b, depth, -40000, 40000, &best);
        if (best.piece == NONE)
            break;
        print_move(best);
        board_play(&b, best);
    }
    printf("%lu positions\n", visited);
    return 0;
}

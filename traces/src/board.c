/* Move generation: sliding pieces by rays, the others by steps. Castling, promotion and en passant are left out. */
#include "board.h"

static const int step[8][2] = { { 1, 0 }, { 0, 1 }, { -1, 0 }, { 0, -1 }, { 1, 1 }, { -1, 1 }, { -1, -1 }, { 1, -1 } };
static const int leap[8][2] = { { 1, 2 }, { 2, 1 }, { 2, -1 }, { 1, -2 }, { -1, -2 }, { -2, -1 }, { -2, 1 }, { -1, 2 } };

static bits square(int file, int rank)
{
    return file < 0 || file > 7 || rank < 0 || rank > 7 ? 0 : 1ULL << (rank * 8 + file);
}

static int lowest(bits b)
{
    int n = 0;
    while (!(b & 1)) {
        b >>= 1;
        n++;
    }
    return n;
}

void board_start(struct board *b)
{
    static const unsigned char back[8] = { ROOK, KNIGHT, BISHOP, QUEEN, KING, BISHOP, KNIGHT, ROOK };
    *b = (struct board){ { 0xffffULL, 0xffffULL << 48 }, { 0xffULL << 8 | 0xffULL << 48 }, WHITE };
    for (int file = 0; file < 8; file++)
        b->of_piece[back[file]] |= square(file, 0) | square(file, 7);
}

/* Squares a piece reaches from `from`, at most `far` steps along the rays first to last - 1. */
static bits rays(bits occupied, int from, int first, int last, int far)
{
    bits reached = 0;
    for (int d = first; d < last; d++) {
        int file = from & 7, rank = from >> 3;
        for (int k = 0; k < far; k++) {
            bits at = square(file += step[d][0], rank += step[d][1]);
            reached |= at;
            if (!at || (at & occupied))
                break;
        }
    }
    return reached;
}

static bits leaps(int from)
{
    bits reached = 0;
    for (int d = 0; d < 8; d++)
        reached |= square((from & 7) + leap[d][0], (from >> 3) + leap[d][1]);
    return reached;
}

static bits pawn(const struct board *b, int from)
{
    bits occupied = b->of_side[WHITE] | b->of_side[BLACK];
    int file = from & 7, rank = from >> 3, up = b->to_move == WHITE ? 1 : -1;
    bits one = square(file, rank + up) & ~occupied;
    bits two = one && rank == (up > 0 ? 1 : 6) ? square(file, rank + 2 * up) & ~occupied : 0;
    bits takes = square(file - 1, rank + up) | square(file + 1, rank + up);
    return one | two | (takes & b->of_side[!b->to_move]);
}

static bits reach(const struct board *b, enum piece p, int from)
{
    bits occupied = b->of_side[WHITE] | b->of_side[BLACK];
    switch (p) {
    case PAWN: return pawn(b, from);
    case KNIGHT: return leaps(from);
    case BISHOP: return rays(occupied, from, 4, 8, 8);
    case ROOK: return rays(occupied, from, 0, 4, 8);
    case QUEEN: return rays(occupied, from, 0, 8, 8);
    default: return rays(occupied, from, 0, 8, 1);
    }
}

static int piece_at(const struct board *b, bits at)
{
    for (int p = PAWN; p <= KING; p++)
        if (b->of_piece[p] & at)
            return p;
    return NONE;
}

int board_moves(const struct board *b, struct move *out)
{
    int n = 0;
    bits own = b->of_side[b->to_move];
    for (int p = PAWN; p <= KING; p++)
        for (bits left = b->of_piece[p] & own; left; left &= left - 1) {
            int from = lowest(left);
            for (bits to = reach(b, p, from) & ~own; to && n < MAX_MOVES; to &= to - 1) {
                int at = lowest(to);
                out[n++] = (struct move){ from, at, p, piece_at(b, 1ULL << at) };
            }
        }
    return n;
}

void board_play(struct board *b, struct move m)
{
    bits from = 1ULL << m.from, to = 1ULL << m.to;
    if (m.captured != NONE) {
        b->of_piece[m.captured] &= ~to;
        b->of_side[!b->to_move] &= ~to;
    }
    b->of_piece[m.piece] ^= from | to;
    b->of_side[b->to_move] ^= from | to;
    b->to_move = !b->to_move;
}

int board_value(const struct board *b)
{
    static const int worth[6] = { 100, 310, 325, 500, 900, 20000 };
    int value = 0;
    for (int p = PAWN; p <= KING; p++) {
        for (bits own = b->of_piece[p] & b->of_side[b->to_move]; own; own &= own - 1)
            value += worth[p];
        for (bits other = b->of_piece[p] & b->of_side[!b->to_move]; other; other &= other - 1)
            value -= worth[p];
    }
    return value;
}

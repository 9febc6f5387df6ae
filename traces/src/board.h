/* A chess board as eight bitboards: what the two halves of this little program share. */
#ifndef BOARD_H
#define BOARD_H

typedef unsigned long long bits;

enum piece { PAWN, KNIGHT, BISHOP, ROOK, QUEEN, KING };
enum side { WHITE, BLACK };

struct board {
    bits of_side[2];  /* squares occupied by each side */
    bits of_piece[6]; /* squares occupied by each kind of piece */
    int to_move;
};

struct move {
    unsigned char from, to, piece, captured; /* captured: a piece, or NONE */
};

#define NONE 6
#define MAX_MOVES 256

void board_start(struct board *b);
int board_moves(const struct board *b, struct move *out);
void board_play(struct board *b, struct move m);
int board_value(const struct board *b);

#endif

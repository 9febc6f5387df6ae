/*
 * twin-hot [-l] FILE: the twin with what our replay has in front of it, a hot filter: for each slot the line last seen to be the most recent of its
 * first-level set. A reference to it, on a page that the TLB maps, changes nothing but sums.
 */
#define HOT
#include "twin.h"
#include "twin-words.h"

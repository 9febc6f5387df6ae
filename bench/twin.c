/* twin [-l] FILE: replays a file of words; with -l they are in memory before the clock starts, else reading them counts. */
#include "twin.h"
#include "twin-words.h"

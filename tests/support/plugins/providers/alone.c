/* Does not say that it takes several operations at once. */
#define FIXTURE_FLAGS ""
#include "inside.c"

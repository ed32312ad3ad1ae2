/* The layout as C sees it: checked here, and handed to layout_test.cpp to compare with C++. */
#include "layout.h"

#include <hexameter/abi/hxm_plugin.h>

#define FIELD(type, field, at) \
    _Static_assert(offsetof(type, field) == (at), #type "." #field " moved");
#define SIZE(type, bytes) _Static_assert(sizeof(type) >= (bytes), #type " shrank");
#define FROZEN(type, bytes) _Static_assert(sizeof(type) == (bytes), #type " changed its size");
#define VALUE(name, value) _Static_assert((name) == (value), #name " changed its value");
#include "layout_1_0.inc"
#include "values_1_0.inc"
#undef FIELD
#undef SIZE
#undef FROZEN
#undef VALUE

#define FIELD(type, field, at) offsetof(type, field),
#define SIZE(type, bytes) sizeof(type),
#define FROZEN(type, bytes) sizeof(type),
const size_t c_layout[] = {
#include "layout_1_0.inc"
};
const size_t c_layout_count = sizeof c_layout / sizeof c_layout[0];

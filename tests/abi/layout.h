/* Offsets and sizes in the order of layout_1_0.inc, as the C compiler has them. */
#ifndef HEXAMETER_TESTS_ABI_LAYOUT_H
#define HEXAMETER_TESTS_ABI_LAYOUT_H
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
extern const size_t c_layout[];
extern const size_t c_layout_count;
#ifdef __cplusplus
}
#endif
#endif

/* hxm_base.h: version, growth rules, status codes and the small types that all other headers use.
 *
 * The ABI is pure C11. Inside a major, structs grow at the tail only, names and values never
 * change, and new behaviour gets a new interface id. Integers have fixed widths; there are no
 * enums, bools, bit fields or longs in any struct or signature. Nothing may be thrown across it.
 *
 * Threads. Each function says by a tag when it may be called:
 *   [control]  on the host's control thread; serial with all other [control] calls of the instance
 *   [op]       serial per operation, but the thread may change from call to call; the host makes
 *              each call happen before the next. Calls of several operations come at once only if
 *              the descriptor has HXM_F_CONCURRENT
 *   [any]      on any thread at any time while the owner of the table lives
 *
 * Ownership. An argument is borrowed for the call unless the function says otherwise. Results go
 * through writers, sinks and hxm_put; nobody frees the other's memory. */
#ifndef HXM_BASE_H
#define HXM_BASE_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define HXM_ABI_MAJOR 1u
#define HXM_ABI_MINOR 0u /* the newest minor that these headers describe */

/* The oldest minor that an author wants to build for; fields of later minors are hidden unless it
 * is raised. */
#ifndef HXM_TARGET_MINOR
#define HXM_TARGET_MINOR 0u
#endif

#define HXM_EXPORT __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

/* ---- reading what a peer of another minor made ---- */

/* HXM_AT(type, base, stride, i): element i of a strided array. The peer's element may be longer
 * than ours, so an array that comes with a stride is never indexed directly. Spelt apart for C++,
 * whose users forbid C casts. */
#ifdef __cplusplus
#define HXM_SIZEOF_FIELD(type, f) sizeof(type::f)
#define HXM_AT(type, base, stride, i)                                       \
    (reinterpret_cast<const type*>(reinterpret_cast<const uint8_t*>(base) + \
                                   static_cast<uint64_t>(stride) * static_cast<uint64_t>(i)))
#else
#define HXM_SIZEOF_FIELD(type, f) sizeof(((const type*)0)->f)
#define HXM_AT(type, base, stride, i) \
    ((const type*)(const void*)((const uint8_t*)(base) + (uint64_t)(stride) * (uint64_t)(i)))
#endif

/* Whether the peer's struct has field f. A field whose value is zero is there all the same. */
#define HXM_HAS(p, type, f) ((p)->struct_size >= offsetof(type, f) + HXM_SIZEOF_FIELD(type, f))

/* Whether the peer's table has function f and it is not null. */
#define HXM_CALLABLE(p, type, f) (HXM_HAS(p, type, f) && (p)->f != 0)

/* HXM_HAS for a strided element, which has no struct_size: whether the stride reaches field f. */
#define HXM_AT_HAS(stride, type, f) ((stride) >= offsetof(type, f) + HXM_SIZEOF_FIELD(type, f))

/* Copies a peer's struct: the fields that it has, zero for those that it has not. Plain assignment
 * is wrong: it reads past a shorter struct and leaves a struct_size that lies. */
#define HXM_COPY(to, from, type)                                        \
    do {                                                                \
        uint32_t hxm_n_ = sizeof(type);                                 \
        if ((from)->struct_size < hxm_n_) hxm_n_ = (from)->struct_size; \
        memset((to), 0, sizeof(type));                                  \
        memcpy((to), (from), hxm_n_);                                   \
        (to)->struct_size = hxm_n_;                                     \
    } while (0)

/* ---- status ---- */

/* 0: fine. Above 0: flow control. Below 0: an error, explained through hxm_host.set_error before
 * the call returns. A code that the reader does not know counts by its sign. */
typedef int32_t hxm_status;

enum {
    HXM_OK = 0,
    HXM_PENDING = 1,        /* codec.end: one more exchange; modality.finish: one more turn */
    HXM_STOP = 2,           /* sink.chunk: feed no more; decoder.next: the end of the medium */
    HXM_COMPLETE = 3,       /* codec.body only: the reply is whole, wait for no close */
    HXM_E_ARG = -1,         /* the caller's argument is wrong: sample, id, a table too short */
    HXM_E_UNSUPPORTED = -2, /* nothing is wrong, but this peer cannot do it */
    HXM_E_CONFIG = -3,      /* the plugin's configuration must be changed */
    HXM_E_DECODE = -4,      /* bytes that are not what they should be */
    HXM_E_AUTH = -5,        /* no key, or one that the server refuses */
    HXM_E_RATE_LIMIT = -6,  /* the server asks for patience */
    HXM_E_TIMEOUT = -7,     /* a time limit passed */
    HXM_E_TRANSPORT = -8,   /* no connection, or one that broke */
    HXM_E_REMOTE = -9,      /* the server says that it failed */
    HXM_E_CANCELLED = -10,  /* ended because the host asked for it */
    HXM_E_NOMEM = -11,      /* out of memory */
    HXM_E_LIMIT = -12,      /* a size or a count is past its limit */
    HXM_E_INTERNAL = -13,   /* a fault of the plugin's own */
    HXM_E_CRASHED = -14     /* made by the host only: the plugin's process died */
};

/* ---- small types ---- */

/* UTF-8 text of n bytes, no NUL needed; p may be 0 when n is 0. Borrowed for the call. Frozen. */
typedef struct hxm_str {
    const char* p;
    uint64_t n;
} hxm_str;

/* n bytes; p may be 0 when n is 0. Borrowed for the call. Frozen. */
typedef struct hxm_buf {
    const uint8_t* p;
    uint64_t n;
} hxm_buf;

/* One operation: a request from its first attempt to its end. Made by the host, never used twice,
 * 0 = none. It says nothing of the iteration or of warm-up. */
typedef uint64_t hxm_op;

/* One opened medium. Made by the host; an operation may hold several. */
typedef uint64_t hxm_media;

/* Takes bytes out of a call: copies them; called again, it appends. `to` is handed on from the
 * caller. Encoders collect 64 KiB or more before they call: one call per byte costs more than the
 * encoding. */
typedef hxm_status (*hxm_put)(void* to, hxm_buf bytes);

/* A medium that may be too big for memory: a file, bytes, or a handle inside a cage. Lives until
 * the close of whatever was opened on it. */
typedef struct hxm_source {
    uint32_t struct_size, reserved;
    void* ctx;
    uint64_t size_bytes;
    hxm_str name_hint; /* a file name whose extension may help, or empty; not to be opened */

    /* Reads up to n bytes at offset. Returns how many, 0 at the end, or a status below 0. 0 (no
     * function) if and only if whole.p is set. [any] */
    int64_t (*read_at)(void* ctx, uint64_t offset, uint8_t* to, uint64_t n);

    hxm_buf whole; /* all bytes, when they lie in memory or are mapped: read these; else p = 0 */
} hxm_source;

#ifdef __cplusplus
}
#endif
#endif

/* hxm_host.h: the services that every host gives to every instance. */
#ifndef HXM_HOST_H
#define HXM_HOST_H
#include <hexameter/abi/hxm_base.h>
#ifdef __cplusplus
extern "C" {
#endif

/* One per instance; lives until the instance's destroy returns. All functions: [any]. */
typedef struct hxm_host {
    uint32_t struct_size, abi_major, abi_minor, reserved; /* abi_*: of the host */
    void* ctx;                                            /* first argument of every function */

    /* level: 0 trace, 1 debug, 2 info, 3 warning, 4 error. */
    void (*log)(void* ctx, int32_t level, hxm_str msg);

    /* Explains the status below 0 that the current call will return. msg says what failed and what
     * to do about it, for people; detail_json is an object for machines, such as
     * {"http_status": 429, "retry_after_ms": 1000}, or empty. op 0 belongs to create, start and
     * probe. The host copies. Called again for an operation, the last one stands. */
    void (*set_error)(void* ctx, hxm_op op, hxm_status code, hxm_str msg, hxm_str detail_json);

    /* Puts the value of the secret of that name: configuration holds names, never values.
     * HXM_E_ARG: the host has none of that name. A codec that sends it in a header uses
     * hxm_http.secret_header and never sees it. */
    hxm_status (*get_secret)(void* ctx, hxm_str name, void* to, hxm_put put);

    /* The only randomness that a plugin may use: splitmix64, seeded from run, sample and iteration
     * (not from op's number), so that the same run draws the same numbers. One thread per operation
     * at a time; in a worker process it is made locally. */
    uint64_t (*random_u64)(void* ctx, hxm_op op);

    /* 1 from before cancel is called, else 0. */
    int32_t (*is_cancelled)(void* ctx, hxm_op op);

    /* The table of an optional service, or 0 when the host has it not: cope without, or fail with
     * HXM_E_UNSUPPORTED and say what is missing. Lives as long as the host. */
    const void* (*get_extension)(void* ctx, const char* id);
} hxm_host;

/* Explains st, which is below 0, in words that end with a NUL, and returns it. op as for set_error.
 */
static inline hxm_status hxm_fail(const hxm_host* h, hxm_op op, hxm_status st, const char* why) {
    const hxm_str text = {why, strlen(why)};
    const hxm_str detail = {"", 0};
    if (HXM_CALLABLE(h, hxm_host, set_error)) h->set_error(h->ctx, op, st, text, detail);
    return st;
}

#ifdef __cplusplus
}
#endif
#endif

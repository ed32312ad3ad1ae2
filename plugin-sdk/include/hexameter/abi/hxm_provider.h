/* hxm_provider.h: the two interfaces of a provider. A provider has one of them.
 *
 * codec  encodes requests and parses replies; the host owns sockets, TLS, retries, deadline,
 *        cancellation and clock. The default: small, replayed from recorded bytes, easy to fuzz.
 * async  owns its transport, or runs a model in the process. */
#ifndef HXM_PROVIDER_H
#define HXM_PROVIDER_H
#include <hexameter/abi/hxm_base.h>
#include <hexameter/abi/hxm_chunk.h>
#include <hexameter/abi/hxm_request.h>
#ifdef __cplusplus
extern "C" {
#endif

/* ---- codec ---- */

/* How body_part puts a part in. */
enum { HXM_BODY_RAW = 1, HXM_BODY_BASE64 };

/* Where a codec writes one HTTP request. Lives for the call of encode. A status below 0: the host
 * refuses. [op] */
typedef struct hxm_http {
    uint32_t struct_size, reserved;
    void* ctx;

    /* "/path" is joined to the configuration's base_url. An absolute URL is checked against the
     * configuration; secrets go to no other origin than base_url's. */
    hxm_status (*target)(void* ctx, hxm_str method, hxm_str url);

    /* The same name again is one more line. */
    hxm_status (*header)(void* ctx, hxm_str name, hxm_str value);

    /* A header of prefix and the secret's value, which the plugin never sees. */
    hxm_status (*secret_header)(void* ctx, hxm_str name, hxm_str prefix, hxm_str secret_name);

    /* Copies and appends. */
    hxm_status (*body)(void* ctx, hxm_buf bytes);

    /* Appends part `part` of message `message` of the request by reference, so that large media
     * never pass through the plugin. how: HXM_BODY_*. */
    hxm_status (*body_part)(void* ctx, uint32_t message, uint32_t part, uint32_t how);

    /* Send this exchange no sooner than ms milliseconds from now: for polling. */
    hxm_status (*wait_ms)(void* ctx, uint64_t ms);
} hxm_http;

/* The head of the final response. No 1xx and no redirect ever reaches a codec. */
typedef struct hxm_http_head {
    uint32_t struct_size, status;
    hxm_str headers; /* "name: value\n" each, names in lower case, HTTP/1 and HTTP/2 alike */
} hxm_http_head;

/* How an exchange ended. */
enum {
    HXM_END_CLEAN = 1, /* whole, or the codec said HXM_COMPLETE */
    HXM_END_CUT        /* the connection broke or the length was short */
};

#define HXM_IF_CODEC "hexameter.provider.codec/1"

/* Calls of one operation, all [op]:
 *
 *     encode(rq) head? body* end  ( encode(0) head? body* end )*  forget
 *
 * encode(0) and what follows come when end said HXM_PENDING: uploads, polls, downloads. At any
 * point the host may start anew with encode(rq), which is a retry. */
typedef struct hxm_provider_codec {
    uint32_t struct_size, reserved;

    /* Writes one HTTP request. rq != 0 starts the operation anew: drop everything that an earlier
     * attempt left. rq == 0 asks for the next exchange and may be repeated for one that broke: it
     * changes no state. rq lives until forget. Retry-After is the host's to read. */
    hxm_status (*encode)(void* self, hxm_op op, const hxm_request* rq, const hxm_http* out);

    /* Not called when no response came. Below 0: the host stops reading. */
    hxm_status (*head)(void* self, hxm_op op, const hxm_http_head* h, const hxm_sink* out);

    /* Bytes as they came, split anywhere; every chunk put out here has their stamp. HXM_COMPLETE:
     * the reply is whole, and a server that lingers may not delay the end. HXM_STOP: handed on from
     * the sink. Below 0: the host stops reading. */
    hxm_status (*body)(void* self, hxm_op op, hxm_buf wire, const hxm_sink* out);

    /* Once per exchange, always: also after an error, a cut or HXM_COMPLETE. how: HXM_END_*; after
     * a cut, put out what is left and do not call it a success. The only place where the step of a
     * flow changes. HXM_PENDING: one more exchange. Below 0: the operation failed. */
    hxm_status (*end)(void* self, hxm_op op, uint32_t how, const hxm_sink* out);

    /* The last call of an operation. */
    void (*forget)(void* self, hxm_op op);
} hxm_provider_codec;

/* ---- async ---- */

#define HXM_IF_ASYNC "hexameter.provider.async/1"

typedef struct hxm_provider_async {
    uint32_t struct_size, reserved;

    /* Begins an operation and returns within 1 ms. Below 0: refused; the sink was not and will not
     * be called. Else exactly one out->done follows, perhaps before submit returns. rq and out live
     * until done returns. [any] */
    hxm_status (*submit)(void* self, hxm_op op, const hxm_request* rq, const hxm_sink* out);

    /* Asks for the end: done(HXM_E_CANCELLED) is due within 2 s. Returns at once; may come again,
     * or beside or after done, when it does nothing. The host calls it only after submit returned,
     * with is_cancelled already 1. An operation that ignores it is never drained: its instance is
     * quarantined, neither stopped nor destroyed. [any] */
    void (*cancel)(void* self, hxm_op op);
} hxm_provider_async;

#ifdef __cplusplus
}
#endif
#endif

/* A provider in plain C: says the last message again, part by part, before submit returns. */
#include <hexameter/abi/hxm_manifest.h>

static hxm_status submit(void* self, hxm_op op, const hxm_request* rq, const hxm_sink* out) {
    if (rq->kind != HXM_KIND_GENERATE || rq->message_count == 0) return HXM_E_UNSUPPORTED;
    const uint32_t last = rq->message_count - 1;
    const hxm_message* m = HXM_AT(hxm_message, rq->messages, rq->message_stride, last);
    hxm_status st = HXM_OK;
    for (uint32_t i = 0; st == HXM_OK && i < m->part_count; ++i) {
        const hxm_part* part = HXM_AT(hxm_part, m->parts, m->part_stride, i);
        hxm_chunk c = {sizeof c, HXM_CHUNK_CONTENT, 0, 0, part->mime, part->data, 0, 0};
        st = out->chunk(out->ctx, op, &c);
    }
    out->done(out->ctx, op, st == HXM_STOP ? HXM_E_CANCELLED : st, (hxm_str){0, 0});
    return (void)self, HXM_OK;
}

static void cancel(void* self, hxm_op op) {
    (void)self, (void)op;
} /* submit is over by then */

static hxm_status start(void* self) {
    return (void)self, HXM_OK;
}

static void nothing(void* self) {
    (void)self;
}

static const void* interface(void* self, const char* id) {
    static const hxm_provider_async async = {sizeof async, 0, submit, cancel};
    return (void)self, strcmp(id, HXM_IF_ASYNC) ? 0 : &async;
}

static hxm_status create(const hxm_host* h, const char* id, hxm_str cfg, const hxm_instance** out) {
    static const hxm_instance self = {sizeof self, 0, 0, start, nothing, nothing, interface};
    return (void)h, (void)cfg, (*out = strcmp(id, "parrot") ? 0 : &self) ? HXM_OK : HXM_E_ARG;
}

HXM_ENTRY(create);

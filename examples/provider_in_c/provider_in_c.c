/* A provider in plain C: says the last message again, part by part, before submit returns. */
#include <hexameter/abi/hxm_manifest.h>
#include <stdlib.h>

typedef struct parrot {
    hxm_instance instance;
    const hxm_host* host;
} parrot;

static hxm_status submit(void* self, hxm_op op, const hxm_request* rq, const hxm_sink* out) {
    if (rq->kind != HXM_KIND_GENERATE || rq->message_count == 0)
        return hxm_fail(((parrot*)self)->host, op, HXM_E_UNSUPPORTED,
                        "parrot repeats a message: send it one; it has no list of models");
    const hxm_message* m = hxm_message_at(rq, rq->message_count - 1);
    hxm_status st = HXM_OK;
    for (uint32_t i = 0; st == HXM_OK && i < m->part_count; ++i) {
        const hxm_part* part = hxm_part_at(m, i);
        hxm_chunk c = {sizeof c, HXM_CHUNK_CONTENT, 0, 0, part->mime, part->data, 0, 0};
        st = out->chunk(out->ctx, op, &c);
    }
    return out->done(out->ctx, op, st == HXM_STOP ? HXM_E_CANCELLED : st, (hxm_str){0, 0}), HXM_OK;
}

static void cancel(void* self, hxm_op op) {
    (void)self, (void)op;
}

static const void* interface(void* self, const char* id) {
    static const hxm_provider_async async = {sizeof async, 0, submit, cancel};
    return (void)self, strcmp(id, HXM_IF_ASYNC) ? 0 : &async;
}

static hxm_status create(const hxm_host* h, const char* id, hxm_str cfg, const hxm_instance** out) {
    parrot* made = strcmp(id, "parrot") ? 0 : malloc(sizeof *made);
    if (made) *made = (parrot){{sizeof made->instance, 0, made, 0, 0, free, interface}, h};
    *out = made ? &made->instance : 0;
    return (void)cfg, made ? HXM_OK : hxm_fail(h, 0, HXM_E_ARG, "no such plugin, or no memory");
}

HXM_ENTRY(create);

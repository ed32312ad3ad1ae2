/* A provider in plain C: says the last message again, part by part, before submit returns. */
#include <hexameter/abi/hxm_manifest.h>
#include <stdlib.h>

typedef struct parrot {
    hxm_instance instance;
    const hxm_host* host;
} parrot;

static hxm_status fail(const hxm_host* h, hxm_op op, const char* why) {
    hxm_str text = {why, strlen(why)};
    return h->set_error(h->ctx, op, HXM_E_UNSUPPORTED, text, (hxm_str){0, 0}), HXM_E_UNSUPPORTED;
}

static hxm_status submit(void* self, hxm_op op, const hxm_request* rq, const hxm_sink* out) {
    const hxm_host* h = ((parrot*)self)->host;
    if (rq->kind != HXM_KIND_GENERATE)
        return fail(h, op, "parrot cannot list its models; any --model name goes");
    if (rq->message_count == 0) return fail(h, op, "parrot repeats messages; send it one");
    const uint32_t last = rq->message_count - 1;
    const hxm_message* m = HXM_AT(hxm_message, rq->messages, rq->message_stride, last);
    hxm_status st = HXM_OK;
    for (uint32_t i = 0; st == HXM_OK && i < m->part_count; ++i) {
        const hxm_part* part = HXM_AT(hxm_part, m->parts, m->part_stride, i);
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
    return (void)cfg, made ? HXM_OK : fail(h, 0, "no memory, or not one of this file's plugins");
}

HXM_ENTRY(create);

/* Answers and ends inside submit. */
#include "provider_fixture.h"

static hxm_status submit(void* self, hxm_op op, const hxm_request* rq, const hxm_sink* out) {
    (void)self, (void)rq;
    out->sent(out->ctx, op);
    say(out, op, "from ");
    say(out, op, "inside");
    say_kind(out, op, HXM_CHUNK_FINISH, "stop");
    end(out, op, HXM_OK);
    return HXM_OK;
}

static void cancel(void* self, hxm_op op) {
    (void)self, (void)op;
}

/* Gives a chunk of a kind that there is not, ignores what the sink says, and ends well. */
#include "provider_fixture.h"

static hxm_status submit(void* self, hxm_op op, const hxm_request* rq, const hxm_sink* out) {
    (void)self, (void)rq;
    say_kind(out, op, 77, "?");
    say(out, op, "all is well");
    end(out, op, HXM_OK);
    return HXM_OK;
}

static void cancel(void* self, hxm_op op) {
    (void)self, (void)op;
}

/* Goes on talking after its end. */
#include "provider_fixture.h"

static hxm_status submit(void* self, hxm_op op, const hxm_request* rq, const hxm_sink* out) {
    (void)self, (void)rq;
    say(out, op, "in time");
    end(out, op, HXM_OK);
    say(out, op, ", too late");
    return HXM_OK;
}

static void cancel(void* self, hxm_op op) {
    (void)self, (void)op;
}

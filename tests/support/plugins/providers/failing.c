/* Breaks off in the middle of every answer, without a reason. */
#include "provider_fixture.h"

static hxm_status submit(void* self, hxm_op op, const hxm_request* rq, const hxm_sink* out) {
    (void)self, (void)rq;
    say(out, op, "half an ");
    end(out, op, HXM_E_TRANSPORT);
    return HXM_OK;
}

static void cancel(void* self, hxm_op op) {
    (void)self, (void)op;
}

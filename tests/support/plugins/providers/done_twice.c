/* Ends twice: well, then with an error. */
#include "provider_fixture.h"

static hxm_status submit(void* self, hxm_op op, const hxm_request* rq, const hxm_sink* out) {
    (void)self, (void)rq;
    say(out, op, "once");
    end(out, op, HXM_OK);
    end(out, op, HXM_E_REMOTE);
    return HXM_OK;
}

static void cancel(void* self, hxm_op op) {
    (void)self, (void)op;
}

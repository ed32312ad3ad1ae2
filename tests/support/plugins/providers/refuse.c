/* Refuses every operation, and says why. */
#include "provider_fixture.h"

static hxm_status submit(void* self, hxm_op op, const hxm_request* rq, const hxm_sink* out) {
    (void)self, (void)rq, (void)out;
    the_host->set_error(the_host->ctx, op, HXM_E_LIMIT, text_of("the queue is full"),
                        (hxm_str){0, 0});
    return HXM_E_LIMIT;
}

static void cancel(void* self, hxm_op op) {
    (void)self, (void)op;
}

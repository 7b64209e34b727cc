"""Every route of drafts and sealed statements, as one router."""

from fastapi import APIRouter

from server.statement.drafts import (
    deed_routes,
    offer_routes,
    routes,
    sealed_routes,
    template_routes,
)

router = APIRouter()
for part in (template_routes, routes, deed_routes, offer_routes, sealed_routes):
    router.include_router(part.router)

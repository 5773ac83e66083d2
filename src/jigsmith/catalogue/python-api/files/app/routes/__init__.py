"""The routes, one module for each resource. A module is reached once its router is included here."""

from fastapi import APIRouter

from app.routes.health import router as health

router = APIRouter()
router.include_router(health)
# jig:routes

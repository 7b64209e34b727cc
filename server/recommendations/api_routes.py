"""Recommendations for programs, as JSON. Pages, imports and mission files change them."""

from fastapi import APIRouter
from pydantic import BaseModel

from server.missions.here import Here
from server.missions.recommendations import Recommendation
from server.missions.service import mission_document

router = APIRouter(prefix="/m/{code}", tags=["recommendations"])


class RecommendationsOut(BaseModel):
    """All of a mission, in the order of its document."""

    recommendations: tuple[Recommendation, ...]


@router.get("/recommendations.json")
def list_recommendations(here: Here) -> RecommendationsOut:
    """List the mission's recommendations: of past missions, and its own."""
    document = mission_document(here.mission)
    return RecommendationsOut(recommendations=document.recommendations)

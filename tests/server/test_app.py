import httpx


async def test_an_address_that_nothing_answers_is_a_problem(client: httpx.AsyncClient):
    answer = await client.get("/api/v1/nothing")

    assert answer.status_code == 404
    assert answer.json()["code"] == "no-such-address"


async def test_the_programming_interface_is_described(client: httpx.AsyncClient):
    answer = await client.get("/openapi.json")

    assert answer.status_code == 200
    assert answer.json()["info"]["title"] == "Evenhand"

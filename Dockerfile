FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /venv
COPY requirements.txt ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY schema schema
COPY loaders loaders
COPY server server
COPY kg kg
RUN /venv/bin/pip install --no-cache-dir --no-deps .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home kg
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
USER kg
WORKDIR /home/kg
EXPOSE 8000
ENTRYPOINT ["kg"]
CMD ["serve", "--host", "0.0.0.0"]

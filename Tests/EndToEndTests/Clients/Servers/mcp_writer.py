"""A server of the Model Context Protocol with one tool, which writes a line at the end of a file."""

from mcp.server.mcpserver import MCPServer

server = MCPServer("writer")


@server.tool()
def write_line(text: str) -> str:
    """Writes a line at the end of result.txt."""
    with open("result.txt", "a", encoding="utf-8") as file:
        file.write(text + "\n")
    return f"wrote {text}"


server.run()

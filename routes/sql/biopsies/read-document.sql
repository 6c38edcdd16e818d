-- Reads one document of a biopsy. Parameters: tenant, id (the biopsy's), documentId.
-- Result: its media type and its bytes as base64, or no row. Index: biopsy_documents primary key.
SELECT json_build_object('mediaType', media_type, 'fileName', file_name, 'base64', encode(content, 'base64'))::text AS object
FROM biopsy_documents
WHERE tenant_id = :tenant AND id = :documentId::uuid AND biopsy_id = :id::uuid
